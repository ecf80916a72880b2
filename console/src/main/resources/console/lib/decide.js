// Decisions about versions and runs: each asks for a reason, is sent to the trainer, and says what
// became of it.
import { html, nothing } from './html.js';
import { events, get, post } from './api.js';
import { askReason, toast, toastFault } from './ui.js';

/** How long a trainer may take to answer at all. */
const REPLY_MILLIS = 30000;

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
  approve: {
    title: (target) => `Approve ${target}`,
    text: 'It becomes active, and every stream instance follows. The watch goes on looking at it.',
    action: 'Approve',
  },
  reject: {
    title: (target) => `Reject ${target}`,
    text: 'It is withdrawn, and the active version stays. Learning goes on.',
    action: 'Reject',
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

/** What was sent here and has not ended: command ids with the timer that looks after each. */
const waiting = new Map();

/** Runs that were told of while something was being sent. */
const early = new Map();
let sending = 0;
let unfollow;

/**
 * Asks for a reason and sends the command.
 *
 * @param kind of the command, such as `pin`
 * @param target the version or run that it is about
 */
export async function decide(kind, target) {
  // From now on: a reply may come before the answer to what sent it.
  sending++;
  follow();
  await askAndSend(kind, target);
  sending--;
  rest();
}

async function askAndSend(kind, target) {
  const texts = TEXTS[kind];
  const asked = location.pathname;
  let fields = nothing;
  if (kind === 'retrain' || kind === 'refresh') {
    try {
      fields = await trainingFields(kind);
    } catch (fault) {
      toastFault(fault);
      return;
    }
    if (location.pathname !== asked) {
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
    waiting.set(id, setTimeout(check, REPLY_MILLIS, id));
    toast(`${texts.action}: sent`, { seconds: 3 });
    if (early.has(id)) {
      tellOutcome(early.get(id));
    }
  } catch (fault) {
    toastFault(fault);
  }
}

/** Whatever page is shown, for as long as something that was sent has not ended. */
function follow() {
  unfollow ??= events(['runs'], (runs) => runs.forEach(tellOutcome), {
    onResume: () => waiting.forEach((timer, id) => look(id)),
  });
}

function rest() {
  if (sending === 0) {
    early.clear();
    if (waiting.size === 0) {
      unfollow?.();
      unfollow = undefined;
    }
  }
}

/** Says what became of a command that was sent here. */
function tellOutcome(run) {
  if (sending > 0) {
    early.set(run.id, run);
  }
  if (run.outcome && waiting.has(run.id)) {
    forget(run.id);
    toast(run.outcome.text, { tone: run.state === 'done' ? 'good' : 'bad', seconds: 12 });
  }
}

/** Whether a trainer has answered: its events may have been missed. */
async function check(id) {
  const isAnswered = await look(id);
  if (!waiting.has(id)) {
    return;
  }
  if (isAnswered === false) {
    forget(id);
    toast(
      'No trainer answers. The command stays in its topic, and the next trainer carries it out: is one running?',
      { tone: 'bad', seconds: 15 },
    );
  } else {
    waiting.set(id, setTimeout(check, REPLY_MILLIS, id));
  }
}

/** Reads how far a command is, and tells it; whether it was answered, undefined if unknown. */
async function look(id) {
  try {
    const run = (await get('/api/runs')).find((one) => one.id === id);
    if (run) {
      tellOutcome(run);
    }
    return run !== undefined && run.state !== 'sent';
  } catch {
    return undefined;
  }
}

function forget(id) {
  clearTimeout(waiting.get(id));
  waiting.delete(id);
  rest();
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
