import type { Locator, Page } from 'playwright';

/** The panel as a person uses it: by the words on the screen. */
export class PanelPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(link: string): Promise<void> {
    await this.page.goto(link);
    await this.heading('Overview').waitFor();
  }

  heading(name: string): Locator {
    return this.page.getByRole('heading', { level: 1, name });
  }

  async goTo(
    name: 'Overview' | 'Stack' | 'Search' | 'Documents' | 'Configuration' | 'Credentials' | 'Access' | 'Tasks' | 'Setup',
  ): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).click();
    await this.heading(name).waitFor();
  }

  overallState(text: string | RegExp): Locator {
    return this.page.getByRole('banner').getByText(text);
  }

  async indexFolder(folder: string): Promise<void> {
    await this.goTo('Documents');
    await this.page.getByRole('button', { name: 'Index a folder' }).first().click();
    const dialog = this.page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: /^Folder/ }).fill(folder);
    await dialog.getByRole('button', { name: 'Index this folder' }).click();
    await dialog.waitFor({ state: 'hidden' });
  }

  async search(query: string): Promise<void> {
    await this.goTo('Search');
    const field = this.page.getByPlaceholder('Ask a question, or describe what you look for');
    await field.fill(query);
    await field.press('Enter');
    await this.page.getByText(/passages? in /).waitFor();
  }

  /** Titles of the results, best first. */
  resultTitles(): Promise<string[]> {
    return this.page.getByRole('list', { name: 'Results' }).getByRole('button').allTextContents();
  }
}
