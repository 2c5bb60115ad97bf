import {
  type ColumnDefinitionNode,
  DataTypeNode,
  HandleEmptyInListsPlugin,
  type KyselyPlugin,
  OperationNodeTransformer,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  type PrimitiveValueListNode,
  type QueryResult,
  RawNode,
  type RootOperationNode,
  replaceWithNoncontingentExpression,
  type UnknownRow,
  type ValueNode,
} from 'kysely';

/** What makes queries and migrations that were written for SQLite mean the same on PostgreSQL. */
export function portable(): readonly KyselyPlugin[] {
  return [new SameMeaning(), noEmptyLists()];
}

/** `in ()` is not SQL, though SQLite takes it. */
function noEmptyLists(): KyselyPlugin {
  return new HandleEmptyInListsPlugin({ strategy: replaceWithNoncontingentExpression });
}

class SameMeaning implements KyselyPlugin {
  readonly #transformer = new Transformer();

  transformQuery({ node, queryId }: PluginTransformQueryArgs): RootOperationNode {
    return this.#transformer.transformNode(node, queryId);
  }

  transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    return Promise.resolve(result);
  }
}

class Transformer extends OperationNodeTransformer {
  /** Text is ordered and compared by its bytes, as in SQLite, whatever the database's language; a number
   * that counts itself is `serial`. */
  protected override transformColumnDefinition(node: ColumnDefinitionNode): ColumnDefinitionNode {
    const column = super.transformColumnDefinition(node);
    if (column.autoIncrement === true) {
      return { ...column, autoIncrement: false, dataType: DataTypeNode.create('serial') };
    }
    if (!DataTypeNode.is(column.dataType) || column.dataType.dataType !== 'text') return column;
    return { ...column, dataType: RawNode.createWithSql('text collate "C"') };
  }

  protected override transformValue(node: ValueNode): ValueNode {
    return { ...super.transformValue(node), value: withoutNul(node.value) };
  }

  protected override transformPrimitiveValueList(
    node: PrimitiveValueListNode,
  ): PrimitiveValueListNode {
    return { ...super.transformPrimitiveValueList(node), values: node.values.map(withoutNul) };
  }
}

/** PostgreSQL keeps no NUL in a text. JSON has it escaped: this is only about columns that are no JSON. */
function withoutNul<Value>(value: Value): Value {
  // `as`: a text stays a text.
  return (typeof value === 'string' ? value.replaceAll('\0', '\uFFFD') : value) as Value;
}
