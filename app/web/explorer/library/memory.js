// What the browser remembers between pages: two choices of the reader, and nothing else.

/**
 * @param {string} name
 * @returns {string | null} Null too where the browser remembers nothing.
 */
export function recall(name) {
  try {
    return localStorage.getItem(`dayzero.${name}`);
  } catch {
    return null;
  }
}

/**
 * @param {string} name
 * @param {string} value
 */
export function remember(name, value) {
  try {
    localStorage.setItem(`dayzero.${name}`, value);
  } catch {
    // A browser that keeps nothing still shows everything.
  }
}
