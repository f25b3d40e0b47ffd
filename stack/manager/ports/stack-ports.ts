export interface StackPorts {
  taken(
    compose: unknown,
    services: readonly { name: string }[],
  ): Promise<
    { service: string; hostAddress: string; hostPort: number; containerPort: number; holder: string; proposedPort: number | null }[]
  >;
}
