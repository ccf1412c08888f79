// In place of all languages of zod: its English is a module of its own, which is loaded as ever.
export {};
