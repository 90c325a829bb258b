import type { Exchange } from "../http/exchange.ts";
import { GraphError } from "./graph-error.ts";

/** A resource as Graph writes it. */
export type Resource = Readonly<Record<string, unknown>>;

/** A type of Graph: its properties, and those that are shown without `$select`. */
export interface ResourceType<Property extends string = string> {
  /** As in `microsoft.graph.user`. */
  name: string;
  properties: readonly Property[];
  shown: readonly Property[];
}

/** The names in `$select`; `undefined` if there are none. */
export function selectionOf({ url }: Exchange): string[] | undefined {
  const select = url.searchParams.get("$select");
  return select === null || select.trim() === "" ? undefined : select.split(",").map((name) => name.trim());
}

/** The part of `@odata.context` that names a selection. */
export function selectionContext(exchange: Exchange): string {
  const select = selectionOf(exchange);
  return select ? `(${select.join(",")})` : "";
}

/** The properties to show. @throws GraphError 400 for an unknown property */
export function selectedProperties<Property extends string>(
  exchange: Exchange,
  { name: type, properties, shown }: ResourceType<Property>,
): readonly Property[] {
  const select = selectionOf(exchange);
  if (!select) return shown;
  return select.map((name) => {
    const property = properties.find((known) => known === name);
    if (property !== undefined) return property;
    throw new GraphError(
      400,
      "BadRequest",
      `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type 'microsoft.graph.${type}'.`,
    );
  });
}

/** The same for a resource that shows all its properties. */
export function selected(exchange: Exchange, resource: Resource, type: string): Resource {
  const names = Object.keys(resource);
  const properties = selectedProperties(exchange, { name: type, properties: names, shown: names });
  return Object.fromEntries(properties.map((name) => [name, resource[name]]));
}
