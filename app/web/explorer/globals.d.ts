// What the two viewers put on the window.
interface Window {
  SwaggerUIBundle(options: Record<string, unknown>): unknown;
  Redoc: { init(address: string, options: Record<string, unknown>, where: HTMLElement | null): void };
}
