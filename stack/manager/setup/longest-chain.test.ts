import { expect, it } from 'vitest';
import type { ComposeService } from '../compose-file/index.ts';
import { longestChain } from './longest-chain.ts';

const link = (name: string, ...needs: string[]): Pick<ComposeService, 'name' | 'dependsOn'> => ({
  name,
  dependsOn: needs.map((service) => ({ service, condition: 'service_healthy', required: true, restart: false })),
});
const services = [link('postgres'), link('redis'), link('api', 'postgres', 'redis'), link('edge', 'api'), link('alone')];
const costs: Record<string, number> = { postgres: 5, redis: 2, api: 3, edge: 1, alone: 8 };

it('adds up along a chain, and takes the longest of what starts side by side', () => {
  expect(longestChain(services, (name) => costs[name] ?? null)).toBe(9);
  expect(longestChain(services, (name) => (name === 'alone' ? 20 : (costs[name] ?? null)))).toBe(20);
});

it('knows nothing when one of them was never measured', () => {
  expect(longestChain(services, (name) => (name === 'redis' ? null : (costs[name] ?? null)))).toBeNull();
});

it('costs nothing when nothing starts, and leaves out what is not among them', () => {
  expect(longestChain([], () => 1)).toBe(0);
  expect(longestChain([link('api', 'elsewhere')], () => 4)).toBe(4);
});
