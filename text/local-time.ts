const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/**
 * A time for people, in the system's time zone: `26 Nov 14:02`, with the year if it is not this one. What is no time
 * stays as it is: a tenant may hold anything.
 *
 * @example
 * localTime("2026-11-26T14:02:11Z"); // "26 Nov 14:02" in London
 */
export function localTime(iso: string, now: Date = new Date()): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) {
    return iso;
  }
  const twoDigits = (number: number) => String(number).padStart(2, "0");
  const year = time.getFullYear() === now.getFullYear() ? "" : ` ${time.getFullYear()}`;
  const clock = `${twoDigits(time.getHours())}:${twoDigits(time.getMinutes())}`;
  return `${time.getDate()} ${months[time.getMonth()]}${year} ${clock}`;
}

/**
 * A time for people in any time zone: `2026-11-27 07:15 UTC`. What is no time stays as it is.
 */
export function utcTime(iso: string): string {
  const milliseconds = Date.parse(iso);
  return Number.isNaN(milliseconds)
    ? iso
    : `${new Date(milliseconds).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
