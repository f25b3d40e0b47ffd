import type { Page } from 'playwright';

/** Name of the element that has the focus: its label, or its words. */
export function focused(page: Page): Promise<string> {
  return page.evaluate(`(() => {
    const element = document.activeElement;
    return element === null ? '' : (element.getAttribute('aria-label') ?? element.textContent ?? '').trim();
  })()`);
}

/** Presses Tab until the element of that name has the focus, as a person without a mouse does. */
export async function tabTo(page: Page, name: string): Promise<void> {
  const passed: string[] = [];
  for (let presses = 0; presses < 200; presses++) {
    const at = await focused(page);
    if (at === name) return;
    passed.push(at);
    await page.keyboard.press('Tab');
  }
  throw new Error(`No key leads to ${name}; passed ${[...new Set(passed)].join(' | ')}`);
}
