export type Comment = { id: number; body: string; user: { login: string }; html_url: string };

export type Issue = {
  id: number;
  number: number;
  title: string;
  body: string;
  state: string;
  user: { login: string };
  html_url: string;
  labels: string[];
  assignees: string[];
  /** Set where it is a pull request. */
  pull_request?: object;
  comments: Comment[];
};

export type Body = Readonly<Record<string, unknown>>;
export type Reply = { status: number; body?: unknown; link?: string };

/** One call of the API: method, path below the repository, the keys its body may have, and the answer. */
export type Route = {
  method: string;
  path: RegExp;
  keys: readonly string[];
  answer(match: readonly string[], url: URL, body: Body): Reply;
};

/** Whom the token of a job writes as. */
export const bot = "github-actions[bot]";

export const notFound: Reply = { status: 404, body: { message: "Not Found" } };

/** The issues of a repository, with their comments; a pull request is one of them. Newest first, as GitHub lists them. */
export class Issues {
  readonly all: Issue[] = [];
  readonly #repository: string;
  #next = 1;

  constructor(repository: string) {
    this.#repository = repository;
  }

  /** Adds an issue, by a job unless told otherwise. */
  add(given: Partial<Issue>): Issue {
    const number = this.#next++;
    const html_url = `https://github.com/${this.#repository}/issues/${number}`;
    const blank = {
      title: "",
      body: "",
      state: "open",
      comments: [],
      user: { login: bot },
      labels: [],
      assignees: [],
    };
    const issue: Issue = { ...blank, ...given, id: 1000 + number, number, html_url };
    this.all.unshift(issue);
    return issue;
  }

  comment(issue: Issue, login: string, body: string): Comment {
    const id = this.#next++;
    const comment = { id, body, user: { login }, html_url: `${issue.html_url}#issuecomment-${id}` };
    issue.comments.push(comment);
    return comment;
  }

  /** Source: https://docs.github.com/rest/issues */
  readonly routes: readonly Route[] = [
    {
      method: "GET",
      path: /^\/issues$/,
      keys: [],
      answer: (_, url) => {
        const state = url.searchParams.get("state") ?? "open";
        return page(
          this.all.filter((issue) => state === "all" || issue.state === state),
          url,
        );
      },
    },
    {
      method: "POST",
      path: /^\/issues$/,
      keys: ["title", "body", "labels", "assignees"],
      answer: (_, __, { title, body, labels = [], assignees = [] }) => ({
        status: 201,
        body: this.add({
          title: String(title),
          body: String(body),
          labels: [labels].flat().map(String),
          assignees: [assignees].flat().map(String),
        }),
      }),
    },
    {
      method: "PATCH",
      path: /^\/issues\/(\d+)$/,
      keys: ["body", "state", "state_reason"],
      answer: ([number], _, body) =>
        this.#with(number, (issue) => ({ status: 200, body: Object.assign(issue, body) })),
    },
    {
      method: "GET",
      path: /^\/issues\/(\d+)\/comments$/,
      keys: [],
      answer: ([number], url) => this.#with(number, ({ comments }) => page(comments, url)),
    },
    {
      method: "POST",
      path: /^\/issues\/(\d+)\/comments$/,
      keys: ["body"],
      answer: ([number], _, { body }) =>
        this.#with(number, (issue) => ({ status: 201, body: this.comment(issue, bot, String(body)) })),
    },
    {
      method: "PATCH",
      path: /^\/issues\/comments\/(\d+)$/,
      keys: ["body"],
      answer: ([id], _, body) => {
        const comments = this.all.flatMap((issue) => issue.comments);
        const comment = comments.find((each) => String(each.id) === id);
        return comment ? { status: 200, body: Object.assign(comment, body) } : notFound;
      },
    },
  ];

  #with(number: string | undefined, answer: (issue: Issue) => Reply): Reply {
    const issue = this.all.find((each) => String(each.number) === number);
    return issue ? answer(issue) : notFound;
  }
}

function page(all: readonly unknown[], url: URL): Reply {
  const size = Number(url.searchParams.get("per_page") ?? 30);
  const number = Number(url.searchParams.get("page") ?? 1);
  if (size > 100) {
    return { status: 422, body: { message: "per_page is 100 at most" } };
  }
  const next = new URL(url);
  next.searchParams.set("page", String(number + 1));
  return {
    status: 200,
    body: all.slice((number - 1) * size, number * size),
    ...(number * size < all.length && { link: `<${next}>; rel="next"` }),
  };
}
