// Decisions about versions and runs: each asks for a reason, is sent to the trainer, and says what
// became of it.
import { html, nothing } from './html.js';
import { get, post } from './api.js';
import { askReason, toast, toastFault } from './ui.js';

/** How long a trainer may take to answer at all, in milliseconds. */
const FIRST_REPLY = 30000;

const TEXTS = {
  pin: {
    title: (target) => `Pin ${target}`,
    text: 'It answers, whatever is published, until somebody unpins it. Every stream instance follows.',
    action: 'Pin',
  },
  unpin: {
    title: (target) => `Unpin ${target}`,
    text: 'The newest version that was not rolled back answers again.',
    action: 'Unpin',
  },
  'roll-back': {
    title: (target) => `Roll back ${target}`,
    text: 'It is withdrawn, and the newest other version answers. Restoring undoes this.',
    action: 'Roll back',
    isDangerous: true,
  },
  restore: {
    title: (target) => `Restore ${target}`,
    text: 'Takes the rollback back. It answers again if it is the newest; pin it if it is not.',
    action: 'Restore',
  },
  promote: {
    title: (target) => `Promote ${target}`,
    text: 'It becomes active at once, whatever the gate or its trial says.',
    action: 'Promote',
    isDangerous: true,
  },
  cancel: {
    title: (target) => `Cancel run ${target}`,
    text: 'It ends within one batch, and what it has learned so far is lost.',
    action: 'Cancel the run',
    isDangerous: true,
  },
  refresh: {
    title: () => 'Refresh the head',
    text: 'Fits the last layer of the active version again, on all labels: seconds. The gate decides.',
    action: 'Refresh',
  },
  retrain: {
    title: () => 'Train by the schedule',
    text: 'Trains a candidate as the trainer is configured, where nothing else is given here. The gate decides.',
    action: 'Train',
  },
};

/** Sent here, and not answered yet: by command id. */
const waiting = new Map();

/** The latest runs that were told of: a reply may come before the answer to what sent it. */
const latest = new Map();
const MOST_LATEST = 50;

/**
 * Asks for a reason and sends the command.
 *
 * @param kind of the command, such as `pin`
 * @param target the version or run that it is about
 */
export async function decide(kind, target) {
  const texts = TEXTS[kind];
  let fields = nothing;
  if (kind === 'retrain' || kind === 'refresh') {
    try {
      fields = await trainingFields(kind);
    } catch (fault) {
      toastFault(fault);
      return;
    }
  }
  const answer = await askReason({
    title: texts.title(target),
    text: texts.text,
    action: texts.action,
    isDangerous: texts.isDangerous ?? false,
    fields,
  });
  if (!answer) {
    return;
  }
  try {
    const { id } = await post('/api/commands', {
      kind,
      reason: answer.reason,
      ...(target && kind !== 'unpin' ? { target } : {}),
      ...overridesOf(kind, answer.form),
    });
    waiting.set(
      id,
      setTimeout(() => {
        waiting.delete(id);
        toast(
          'No trainer answers. The command stays in its topic, and the next trainer carries it out: is one running?',
          { tone: 'bad', seconds: 15 },
        );
      }, FIRST_REPLY),
    );
    toast(`${texts.action}: sent`, { seconds: 3 });
    if (latest.has(id)) {
      tellOutcome(latest.get(id));
    }
  } catch (fault) {
    toastFault(fault);
  }
}

/** Says what became of a command that was sent here; for every event of the channel `runs`. */
export function tellOutcome(run) {
  latest.delete(run.id);
  latest.set(run.id, run);
  if (latest.size > MOST_LATEST) {
    latest.delete(latest.keys().next().value);
  }
  if (!waiting.has(run.id) || run.state === 'sent') {
    return;
  }
  clearTimeout(waiting.get(run.id));
  if (run.outcome) {
    waiting.delete(run.id);
    toast(run.outcome.text, { tone: run.state === 'done' ? 'good' : 'bad', seconds: 12 });
  }
}

async function trainingFields(kind) {
  const options = kind === 'retrain' ? await get('/api/schedule') : [];
  return html`
    <label class="check">
      <input type="checkbox" name="force" />
      <span>Even if there is nothing new to learn</span>
    </label>
    ${options.length === 0
      ? nothing
      : html`<details class="overrides">
          <summary>Options of this run only</summary>
          <div class="override-list">${options.map(overrideField)}</div>
        </details>`}
  `;
}

function overrideField(option) {
  const name = `override:${option.name}:${option.type}`;
  return html`<label class="field">
    <span>${words(option.name)}</span>
    ${option.type === 'string' || option.type === 'boolean'
      ? html`<select name=${name}>
          <option value="">as configured</option>
          ${(option.type === 'boolean' ? ['true', 'false'] : option.choices).map(
            (choice) => html`<option value=${choice}>${choice}</option>`,
          )}
        </select>`
      : html`<input
          type="number"
          name=${name}
          step=${option.type === 'double' ? 'any' : '1'}
          min=${option.least ?? nothing}
          max=${option.most ?? nothing}
          placeholder="as configured"
        />`}
    <small class="muted">${option.meaning}</small>
  </label>`;
}

/** "fineTuneEpochs" as "Fine tune epochs". */
function words(name) {
  const text = name.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function overridesOf(kind, form) {
  const overrides = {};
  for (const [name, value] of form.entries()) {
    const [field, option, type] = name.split(':');
    if (field === 'override' && value !== '') {
      overrides[option] =
        type === 'string' ? value : type === 'boolean' ? value === 'true' : Number(value);
    }
  }
  return {
    ...(form.get('force') ? { force: true } : {}),
    ...(kind === 'retrain' && Object.keys(overrides).length > 0 ? { overrides } : {}),
  };
}
