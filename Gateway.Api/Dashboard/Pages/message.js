// One message: what it is, what became of it, and the button that stops it.
import { html, useEffect, useRef, useState } from './vendor/htm-preact.js';
import { ask, usePolled } from './api.js';
import { Address, Number, Problem, Status, Text, Time, Title, plain, span } from './parts.js';

const everySeconds = 2;
const pending = ['scheduled', 'queued'];

const causes = {
  accepted: 'Accepted', due: 'Its time has come', claimed: 'Claimed for a call of the carrier',
  carrier_accepted: 'The carrier took it', carrier_later: 'The carrier said "later"',
  not_called: 'The carrier was not called: no try',
  carrier_refused: 'The carrier refused it', outcome_unknown: 'The outcome of the call is not known',
  retries_exhausted: 'No further try is allowed', canceled: 'Canceled',
  validity_ended: 'Its validity ran out',
  receipt_delivered: 'A receipt says that it arrived', receipt_failed: 'A receipt says that it did not arrive',
  receipt_missing: 'No receipt came in time', archived: 'Put out of sight', dropped: 'An operator ended it; a call’s outcome is unknown',
};

/** Why a cancel came too late, by where the message is. */
const tooLate = {
  sending: 'Too late: it is being handed to the carrier.', sent: 'Too late: the carrier has it.', delivered: 'Too late: it was delivered.',
  delivery_failed: 'Too late: it was sent, and did not arrive.', delivery_unconfirmed: 'Too late: it may have been sent; nobody knows.',
  expired: 'Too late to cancel: its validity ran out, and it will never be sent.',
  sending_failed: 'Too late to cancel: it could not be sent, and will not be.',
};

const verdicts = {
  canceled: () => 'Canceled. It will never be sent.',
  already_canceled: () => 'It was already canceled. It will never be sent.',
  too_late: (status) => tooLate[status],
};

export function MessagePage({ id, has, leave }) {
  const { data, problem, again } = usePolled((signal) => ask('/messages/' + encodeURIComponent(id), { signal }), everySeconds, leave, [id]);
  return html`
    <p><a href="#/messages">← Messages</a></p>
    <${Title}>Message<//>
    <${Problem} of=${problem} />
    ${data && html`
      ${has('messages:send') && html`<${Cancel} message=${data} again=${again} />`}
      <${Facts} message=${data} />
      <h2>Timeline</h2>
      <${Timeline} steps=${data.timeline} due=${data.due_at} />
      <h2>Webhooks</h2>
      <${Webhooks} message=${data} />`}`;
}

function Cancel({ message, again }) {
  const [verdict, setVerdict] = useState('');
  const [isAsking, setAsking] = useState(false);
  const said = useRef();
  useEffect(() => verdict && said.current.focus(), [verdict]);

  async function cancel() {
    setAsking(true);
    try {
      const answer = await ask(`/messages/${message.id}`, { method: 'DELETE' });
      setVerdict(verdicts[answer.verdict](answer.message.status));
    } catch (refused) {
      // Whether a cancel that got no answer had its effect is shown by the timeline, and not guessed here.
      setVerdict(refused.body?.verdict
        ? verdicts[refused.body.verdict](refused.body.message.status)
        : `${refused.message} Whether it was canceled is seen below.`);
    } finally {
      setAsking(false);
      again();
    }
  }

  return html`
    <div class="cancel">
      ${pending.includes(message.status)
        && html`<button aria-busy=${isAsking ? 'true' : null} disabled=${isAsking} onClick=${cancel}>Cancel this message</button>`}
      <p class="verdict" role="status" tabindex="-1" ref=${said}>${verdict}</p>
    </div>`;
}

function Facts({ message }) {
  const facts = [
    ['Status', html`<${Status} of=${message.status} held=${message.held} />${message.held && html`
      <div class="note">A backup was restored, and it may have been sent before: it waits until an operator releases or drops it.</div>`}`],
    ['Due', html`<${Time} at=${message.due_at} />`],
    message.valid_until && ['Valid until', html`<${Time} at=${message.valid_until} />`],
    ['To', html`<${Number} of=${message.to} />`],
    ['From', html`<${Number} of=${message.from} />`],
    ['Text', html`<${Text} of=${message.text} />`],
    message.subject && ['Subject', html`<${Text} of=${message.subject} />`],
    ['Segments', `${message.parts} ${message.parts === 1 ? 'part' : 'parts'}, ${message.encoding === 'gsm7' ? 'GSM-7' : 'UCS-2'}`],
    message.media.length > 0 && ['Media', message.media.map((one) => html`<div><${Address} of=${one} /></div>`)],
    ['Channel', message.channel],
    ['Tags', message.tags.join(', ') || '–'],
    ['Tries', String(message.attempts)],
    message.error && ['Last error', `${message.error.title} (${message.error.code})`],
    message.carrier_reference && ['Carrier’s reference', html`<code>${message.carrier_reference}</code>`],
    ['Created through', message.dialect],
    ['Id', html`<code>${message.id}</code>`],
    ['Batch', html`<code>${message.batch}</code>`],
  ];
  return html`<dl class="facts">${facts.filter(Boolean).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function Timeline({ steps, due }) {
  return html`
    <ol class="timeline">
      ${steps.map((step, at) => {
        const since = at > 0 && Date.parse(step.at) - Date.parse(steps[at - 1].at);
        const late = step.cause === 'claimed' && Date.parse(step.at) - Date.parse(due);
        return html`
          <li class=${step.status}>
            <div><strong>${causes[step.cause] ?? plain(step.cause)}</strong>${step.carrier && ` (${step.carrier})`} <${Status}
              of=${step.status} /></div>
            <div class="note"><${Time} at=${step.at} />${at > 0 && `, ${span(since)} later`}${late !== false && late >= 0
              && `, ${span(late)} after its time`}, by ${step.actor}${step.request_id && ` (request ${step.request_id})`}</div>
            ${step.error && html`<div>${step.error.title} <code>${step.error.code}</code></div>`}
          </li>`;
      })}
    </ol>`;
}

function Webhooks({ message }) {
  const { webhook, timeline } = message;
  const told = timeline.filter((step) => step.event);
  if (!webhook) {
    return html`<p>${message.erased_at ? 'Who was told of its steps was erased with its texts.' : 'Nobody is told of its steps.'}</p>`;
  }

  return html`
    <p>Told: ${webhook.host ?? `the organization’s endpoint for ${message.dialect}`}${webhook.failover_host
      && `, or where that fails ${webhook.failover_host}`}.</p>
    <ul class="events">
      ${told.map((step) => html`<li>
        ${plain(step.status)}: <${Delivery} of=${step.delivery} /> <span class="note">event <code>${step.event}</code></span>
      </li>`)}
      ${told.length === 0 && html`<li>No event yet.</li>`}
    </ul>`;
}

const tries = (count) => count === 1 ? '1 try' : `${count} tries`;

/** What became of an event. */
function Delivery({ of: { state, tries: made, next_at: next } }) {
  switch (state) {
    case 'delivered': return 'delivered';
    case 'given_up': return html`<strong>given up</strong> after ${tries(made)}`;
    default: return html`waiting for its ${made === 0 ? 'first try' : `next try, after ${tries(made)}`}${Date.parse(next) > Date.now()
      && html`, not before <${Time} at=${next} />`}`;
  }
}
