import { register } from 'node:module';

/* GitHub's own parser of workflows and actions. It imports JSON as bundlers allow it, and Node does not without this. */

const json = `export async function resolve(name, context, next) {
  const found = await next(name, context);
  return name.endsWith('.json') ? { ...found, importAttributes: { type: 'json' } } : found;
}`;
register(`data:text/javascript,${encodeURIComponent(json)}`);

const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } =
  await import('@actions/workflow-parser');
const { parseAction } = await import('@actions/workflow-parser/actions/action-parser');

/** What GitHub finds wrong with a workflow. */
export async function errorsOfWorkflow(content: string): Promise<string[]> {
  const { context, value } = parseWorkflow({ name: 'workflow.yml', content }, new NoOperationTraceWriter());
  if (value !== undefined) await convertWorkflowTemplate(context, value);
  return context.errors.getErrors().map(({ message }) => message);
}

/** What GitHub finds wrong with an action. */
export function errorsOfAction(content: string): string[] {
  const { context } = parseAction({ name: 'action.yml', content }, new NoOperationTraceWriter());
  return context.errors.getErrors().map(({ message }) => message);
}
