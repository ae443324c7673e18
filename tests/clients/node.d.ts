// As much of Node.js as the example uses.
declare const process: { argv: string[] };
