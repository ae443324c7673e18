// What the explorer says of the API's types, all of it drawn from the generated openapi/types.d.ts.
import type { components, paths } from "../../../../openapi/types";

export type Schemas = components["schemas"];
export type Pipeline = Schemas["PipelineDocument"];
export type Stage = Pipeline["stages"][number];
export type StageId = Stage["id"];
export type Evidence = Schemas["Evidence"];
export type Fact = Schemas["Fact"];
export type Window = Schemas["Window"];
export type Reference = Schemas["ReferenceDocument"];
export type Problem = Schemas["Problem"];

/** Path -> what a GET of it answers as JSON. */
export type Answers = {
  [P in keyof paths]: paths[P] extends {
    get: { responses: { 200: { content: { "application/json": infer A } } } };
  }
    ? A
    : never;
};

/** Path -> what a POST to it answers as JSON. */
export type Results = {
  [P in keyof paths]: paths[P] extends {
    post: { responses: { 200: { content: { "application/json": infer A } } } };
  }
    ? A
    : never;
};

/** Path -> the body that a POST to it takes. */
export type Bodies = {
  [P in keyof paths]: paths[P] extends {
    post: { requestBody: { content: { "application/json": infer B } } };
  }
    ? B
    : never;
};

/** The answers of lists: a page of items. */
export type Items = {
  [P in keyof Answers]: Answers[P] extends { data: (infer I)[]; page: unknown } ? I : never;
};
