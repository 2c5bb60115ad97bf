import { isRecord, type JsonRecord, recordsOf } from '../json.ts';
import { checkBlocks } from './check-blocks.ts';
import { LIMITS } from './limits.ts';
import { plainText } from './objects.ts';
import { flag, type Problem, type Rule, shape, text } from './rules.ts';

/** The blocks are walked apart, with their own surface rules. */
const walkedApart: Rule = () => [];

const common = {
  private_metadata: text(LIMITS.privateMetadata, 0),
  callback_id: text(LIMITS.id, 0),
  external_id: text(LIMITS.id, 0),
};

const modal = shape({
  required: { title: plainText(LIMITS.viewTitle), blocks: walkedApart },
  optional: {
    ...common,
    submit: plainText(LIMITS.viewButton),
    close: plainText(LIMITS.viewButton),
    clear_on_close: flag,
    notify_on_close: flag,
  },
});

const home = shape({ required: { blocks: walkedApart }, optional: common });

/** Holds a view to Slack's rules for modals and Home tabs; pointers start at `/view`. */
export function checkView(view: unknown): readonly Problem[] {
  const pointer = '/view';
  if (!isRecord(view)) return [{ pointer, message: 'must be an object' }];
  const surface = view.type;
  if (surface !== 'modal' && surface !== 'home') {
    return [{ pointer: `${pointer}/type`, message: `unsupported type: ${String(surface)}` }];
  }
  const rule = surface === 'modal' ? modal : home;
  return [
    ...rule(view, { pointer, surface }),
    ...checkBlocks(view.blocks, surface, `${pointer}/blocks`).problems,
    ...missingSubmit(view),
  ];
}

function missingSubmit(view: JsonRecord): readonly Problem[] {
  const hasInput = recordsOf(view.blocks).some((block) => block.type === 'input');
  if (view.type !== 'modal' || !hasInput || view.submit !== undefined) return [];
  return [
    { pointer: '/view', message: 'missing required field: submit (the view has an input block)' },
  ];
}
