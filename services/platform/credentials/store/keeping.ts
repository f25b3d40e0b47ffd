/** A secret as it is kept. */
export interface Kept {
  value: string;
  changedAt: Date;
}

/** One way to keep secrets. Callers see to it that one name has one writer at a time. */
export interface Keeping {
  /** Folder of the plain files, absolute. */
  folder: string;
  open(): Promise<void>;
  names(): string[];
  changedAt(name: string): Date | undefined;
  read(name: string): Promise<string | undefined>;
  write(name: string, value: string): Promise<void>;
  replaceInPlace(name: string, value: string): Promise<void>;
  remove(name: string): Promise<void>;
  stage(name: string, value: string): Promise<void>;
  staged(name: string): Promise<string | undefined>;
  dropStaged(name: string): Promise<void>;
  stagedNames(): string[];
}
