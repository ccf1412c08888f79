// In place of all of zod's locales: it imports its English one by itself, which is still loaded.
export {};
