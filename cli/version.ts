/** The companion's version; it is released with the project. */
export const version = "0.1.0";
