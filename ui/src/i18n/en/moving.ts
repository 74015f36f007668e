export const moving = {
  "signIn.each": "Sign in for each sync",
  "signIn.eachNote":
    "For a computer that several people use. The sign-in is forgotten here when a sync ends or the client is closed; the next sync asks for it.",
  "move.button": "Move to another ledger…",
  "move.title": "Move {client} to another ledger",
  "move.to": "New ledger",
  "move.confirm": "Pause {ledger} and move",
  "move.moving": "Moving…",
  "move.firstDay": "First day for the new ledger",
  "move.firstDayHint":
    "Documents dated before this day are not sent to the new ledger. Empty: every document that is not in {ledger} yet.",
  "move.whatStays": "What happens to {ledger}",
  "move.posted":
    "{count, plural, =0 {Nothing was sent to it.} one {# document was sent to it. It stays there and is not sent to the new ledger.} other {# documents were sent to it. They stay there and are not sent to the new ledger.}}",
  "move.approved":
    "{count, plural, one {# approved entry was not sent yet: it goes back to review.} other {# approved entries were not sent yet: they go back to review.}}",
  "move.staged":
    "{count, plural, one {# entry waits for review: it is prepared for the new ledger.} other {# entries wait for review: they are prepared for the new ledger.}}",
  "move.failed":
    "{count, plural, one {# entry failed: it is kept for your return, and prepared for the new ledger.} other {# entries failed: they are kept for your return, and prepared for the new ledger.}}",
  "move.kept": "It is paused. Matches, accounts, history and its permission are kept: go back at any time.",
  "move.anew": "For the new ledger you pull its lists, match customers and items, and choose accounts anew.",
  "move.blockedRun":
    "A sync is running, paused or was interrupted. Let it end or stop it first, then move: otherwise nobody knows what has arrived.",
  "move.blockedDoubt":
    "{count, plural, one {# entry was sent and its answer is missing.} other {# entries were sent and their answers are missing.}} Verify them first, so that nothing is sent twice.",
  "move.blockedShort": "Not yet: see above",
  "move.openSync": "Open Sync",
  "move.left": "Other ledgers of this client",
  "move.leftNote": "Paused. Everything about them is kept on this computer.",
  "move.leftPosted": "{count, plural, =0 {nothing sent} one {# document sent} other {# documents sent}}",
  "move.leftLast": "last used {when}",
  "move.back": "Go back…",
  "move.backSpoken": "Go back to {ledger}…",
  "move.backTitle": "Go back to {ledger}?",
  "move.backConfirm": "Go back to {ledger}",
  "move.backKept": "Its matches, accounts and history come back as they were; nothing is matched again.",
  "move.backSent": "What another ledger has got meanwhile is not sent to it.",
  "move.backPaused": "{ledger} is paused and kept in the same way.",
  "move.backForgotten": "{ledger} was never signed in to: its values are forgotten.",
  "move.underWay": "You are moving from {left} to {ledger}.",
  "move.underWayNext": "Save the values below and sign in. Until then nothing can be pulled or sent.",
  "move.cancel": "Go back to {left}",
  "move.done": "{ledger} is current. Sign in to it now.",
  "move.backDone": "Back on {ledger}. Pull its lists to see what changed there.",
} as const;
