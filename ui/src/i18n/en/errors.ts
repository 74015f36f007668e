export const errors = {
  "error.action.reconnect": "Sign in again",
  "error.action.connections": "Open connection",
  "error.action.accounts": "Choose accounts",
  "error.action.objects": "Open objects",
  "error.action.match": "Open Match",
  "error.action.import": "Open Import",
  "error.action.activity": "Open Activity",
  "error.action.policies": "Open policies",
  "error.action.sync": "Open Sync",
  "error.action.mail": "Mail settings",
  "error.reference": "Reference",
  "error.code": "Code",
  "error.message": "Their words",
  "error.offline.title": "You are offline",
  "error.offline.text":
    "You can keep matching and reviewing; sending waits until the network is back. Nothing was lost.",
  "error.ledger_unavailable.title": "The ledger is not available right now",
  "error.ledger_unavailable.text":
    "It answers, but does not work at the moment. Nothing was lost; try again in a few minutes.",
  "error.rate_limited.title": "The ledger asked us to slow down",
  "error.rate_limited.text":
    "{seconds, select, none {It goes on by itself after a short wait.} other {It goes on by itself in {seconds} s.}}",
  "error.sign_in_needed.title": "The ledger no longer accepts our permission",
  "error.sign_in_needed.text":
    "It ends when it is unused for a long time or is revoked. Your matches and settings are safe; sign in again to go on.",
  "error.sign_in_cancelled.title": "The sign-in was not finished",
  "error.sign_in_cancelled.text": "It was closed or refused in the browser. Nothing was changed.",
  "error.wrong_company.title": "This is a different company",
  "error.wrong_company.text":
    "{found, select, none {{company, select, none {The sign-in was for another company than this client’s.} other {The sign-in was for {company}, which is not this client’s company.}}} other {The sign-in was for {found}{expected, select, none {} other {; this client belongs to {expected}}}.}} Nothing was changed. Sign in again and choose the right company.",
  "error.already_connected.title": "This client is already connected to a company",
  "error.already_connected.text":
    "{left, select, none {{ledger, select, none {} other {It belongs to {ledger}. }}One client file belongs to one company, so that books are never mixed. Create another client for the second company.} other {This client has left {company} in {left} before, and its links wait there. Go back to it in Settings ▸ Connections.}}",
  "error.permission_missing.title": "The person who connected may not do this",
  "error.permission_missing.text":
    "{required, select, none {The ledger refused it for lack of rights.} other {The missing right: {required}.}} Ask an administrator of the ledger to connect, or to give this right.",
  "error.subscription_lapsed.title": "The ledger refuses new data for this company",
  "error.subscription_lapsed.text":
    "Its subscription has lapsed or its plan does not include this. Nothing was lost. Check again when it is renewed.",
  "error.connection_settings.title": "The connection is not set up yet",
  "error.connection_settings.text":
    "{field, select, none {A client id, secret or address is missing or wrong.} other {“{field}” is missing or wrong.}} The values are checked on the connection page.",
  "error.answer_lost.title": "Being verified",
  "error.answer_lost.text":
    "We sent {record, select, none {it} other {{record}}} but got no answer. We are checking whether it arrived, so that it is not sent twice.",
  "error.answer_unknown.title": "The ledger gave an answer we do not know",
  "error.answer_unknown.text":
    "It is under Details. Until it is understood this counts as failed, never as sent.",
  "error.answer_differs.title": "The ledger saved other figures",
  "error.answer_differs.text":
    "{record, select, none {This record} other {{record}}} is in the ledger, but not with the figures we sent. Compare both before going on.",
  "error.found_twice.title": "Found twice in the ledger",
  "error.found_twice.text":
    "More than one record there carries our reference {reference, select, none {} other {{reference} }}for {record, select, none {this document} other {{record}}}. We stopped here. Remove one of them in the ledger, then pull.",
  "error.name_taken.title":
    "{record, select, none {The name} other {“{record}”}} is already used in the ledger",
  "error.name_taken.text":
    "The ledger allows a name once across customers, vendors and employees. Link to the existing record, or change the name in the source.",
  "error.number_taken.title":
    "{number, select, none {This number} other {{number}}} already exists in the ledger",
  "error.number_taken.text":
    "It may be the same document. Compare and link it, or change the number in the source.",
  "error.period_closed.title": "The books are closed for this date",
  "error.period_closed.text":
    "{record, select, none {This record} other {{record}}}{closed_through, select, none { is dated in a closed period.} other { is dated in a closed period; the books are closed through {closed_through}.}} It is held until you decide what to do.",
  "error.changed_in_ledger.title": "Changed in the ledger after we read it",
  "error.changed_in_ledger.text":
    "Applying a payment is enough for that. We overwrote nothing. Make a new plan to see the difference.",
  "error.gone_in_ledger.title": "Deleted or voided in the ledger",
  "error.gone_in_ledger.text":
    "{record, select, none {This record} other {{record}}} is no longer there. We do not create it again by ourselves.",
  "error.inactive_in_ledger.title":
    "{record, select, none {A record it needs} other {“{record}”}} is inactive in the ledger",
  "error.inactive_in_ledger.text": "Make it active there and pull, or choose another.",
  "error.reference_invalid.title": "It points to something the ledger no longer has",
  "error.reference_invalid.text":
    "{record, select, none {One of its links leads nowhere.} other {A link of {record} leads nowhere.}} Match it again.",
  "error.too_long.title": "{field, select, none {A text} other {{field}}} is too long for the ledger",
  "error.too_long.text":
    "{limit, select, none {Shorten it in the source, then import again.} other {The ledger takes {limit} characters. Shorten it in the source, then import again.}}",
  "error.forbidden_character.title":
    "{field, select, none {A text} other {{field}}} has a character the ledger does not take",
  "error.forbidden_character.text": "Change it in the source, then import again.",
  "error.tax_differs.title": "The ledger would show another total",
  "error.tax_differs.text":
    "Tax is rounded differently on the two sides. It is held, so that nothing differs unseen.",
  "error.tax_code_unmapped.title":
    "{tax_code, select, none {A tax code} other {Tax code “{tax_code}”}} is not mapped yet",
  "error.tax_code_unmapped.text":
    "Match it to a tax code of the ledger; the documents that wait for it then become ready.",
  "error.shipping_unmapped.title": "Freight has no account or item yet",
  "error.shipping_unmapped.text":
    "Choose where freight is booked; the documents that wait for it then become ready.",
  "error.discount_unmapped.title": "Discount has no account or item yet",
  "error.discount_unmapped.text":
    "Choose where discounts are booked; the documents that wait for it then become ready.",
  "error.zero_total.title": "The total is 0.00",
  "error.zero_total.text":
    "Ledgers often reject such invoices. Under Policies you decide whether they are skipped or sent.",
  "error.negative_total.title":
    "{total, select, none {The total is negative} other {The total is negative: {total}}}",
  "error.negative_total.text": "An invoice cannot be below zero. Enter it as a credit memo in the source.",
  "error.currency_not_allowed.title":
    "{currency, select, none {Its currency} other {{currency}}} is not switched on in this company",
  "error.currency_not_allowed.text":
    "{base, select, none {} other {The company keeps its books in {base}. }}Switch the currency on in the ledger and pull again. We never assume a rate.",
  "error.unbalanced.title": "It does not balance",
  "error.unbalanced.text": "Debits and credits differ. It was not sent. Correct it in the source.",
  "error.refused_by_ledger.title": "The ledger refused {record, select, none {this record} other {{record}}}",
  "error.refused_by_ledger.text": "Its own words are under Details. Nothing was saved there.",
  "error.account_missing.title":
    "{slot, select, none {A default account} other {The default account “{slot}”}} is not chosen",
  "error.account_missing.text":
    "{record, select, none {Choose it by name; what waits for it then becomes ready.} other {“{record}” is no longer in the ledger. Choose another; what waits for it then becomes ready.}}",
  "error.account_wrong_type.title":
    "{record, select, none {The chosen account has} other {“{record}” has}} the wrong type",
  "error.account_wrong_type.text":
    "{wanted, select, none {The ledger would refuse it.} other {It must be {wanted}.}}{type, select, none {} other { It is {type}.}} Choose another account.",
  "error.not_matched.title":
    "{record, select, none {A record it needs} other {“{record}”}} is not in the ledger yet",
  "error.not_matched.text":
    "{ignored, select, none {Match it, or send it in step 1 first.} other {It is ignored on Match: “{ignored}”. Stop ignoring it, or match it.}}",
  "error.match_undecided.title": "A match is still undecided",
  "error.match_undecided.text":
    "{record, select, none {A record in the ledger may be the same one.} other {“{record}” may be a record that the ledger already has.}} Decide it first, so that nothing is created twice.",
  "error.parent_failed.title": "It waits for another record",
  "error.parent_failed.text":
    "{parent, select, none {The record it needs was not sent.} other {“{parent}” was not sent.}} When that is solved, this goes by itself.",
  "error.not_final.title": "Not final yet",
  "error.not_final.text": "It is a draft in the source. It is staged as soon as it is final there.",
  "error.before_go_live.title": "Dated before the go-live date",
  "error.before_go_live.text":
    "{date, select, none {Documents from before} other {It is dated {date}. Documents from before}} {go_live, select, none {that date} other {{go_live}}} are taken to be in the ledger already and are not sent.",
  "error.switched_off.title": "{kind, select, none {This kind is} other {{kind} are}} switched off",
  "error.switched_off.text": "Switch it on under Objects if it should be sent.",
  "error.gone_in_source.title": "No longer in the source",
  "error.gone_in_source.text":
    "{record, select, none {This record} other {{record}}} is still in the ledger, which is the master of this list. Nothing was deleted on either side.",
  "error.one_way.title": "New records of this list go the other way only",
  "error.one_way.text": "Enter it in the master, or share the list both ways under Objects.",
  "error.source_not_writable.title": "No file for the source can be made",
  "error.source_not_writable.text":
    "Import this list once, so that its columns are known. Nothing was written.",
  "error.held_by_user.title": "Held by you",
  "error.held_by_user.text": "You took it out of a plan. Tick it again in the next one.",
  "error.total_differs.title": "Its lines do not add up to its total",
  "error.total_differs.text":
    "{total, select, none {The total is another than the sum of the lines.} other {The document says {total}; its lines add up to {sum}.}} It is held, so that no wrong amount is booked. Correct it in the source.",
  "error.line_without_item.title":
    "{line, select, none {A line} other {Line {line}}} has an amount but no item",
  "error.line_without_item.text":
    "{amount, select, none {} other {Its amount is {amount}. }}The ledger books a line’s amount through an item. Map the column with the item, or choose one item for lines without, and import again.",
  "error.not_in_source.title":
    "{record, select, none {A record it names} other {“{record}”}} is in no imported list",
  "error.not_in_source.text":
    "No imported record has this id, name or SKU. Import the list that has it, then these documents again.",
  "error.name_not_unique.title":
    "{record, select, none {A name} other {“{record}”}} belongs to more than one imported record",
  "error.name_not_unique.text":
    "We do not choose between them. Use the id in the documents’ file, or make the names different, and import again.",
  "error.attempts_exhausted.title":
    "Tried {attempts, select, none {several} other {{attempts}}} times without success",
  "error.attempts_exhausted.text":
    "We stopped, so that nothing is repeated for ever. See the attempts, solve the cause, then retry.",
  "error.file_unreadable.title": "{file, select, none {The file} other {{file}}} cannot be read",
  "error.file_unreadable.text":
    "It is damaged, protected, or not what its name says. Save it again as CSV or XLSX and choose it once more. Nothing was changed.",
  "error.file_too_large.title": "{file, select, none {The file} other {{file}}} is too large",
  "error.file_too_large.text":
    "{max, select, none {} other {The limit is {max}. }}Split it into several files and import them together.",
  "error.file_not_recognised.title":
    "{file, select, none {The file} other {{file}}} is of a kind we do not know",
  "error.file_not_recognised.text":
    "{why, select, none {Choose a CSV or XLSX file with a heading row.} other {The reason: {why}. Choose another file, or change what its columns mean.}}",
  "error.column_missing.title":
    "{column, select, none {A needed column} other {The column “{column}”}} is missing",
  "error.column_missing.text":
    "Choose the column that holds it, or export the file again with it. Nothing was changed.",
  "error.amount_unreadable.title": "An amount is no number",
  "error.amount_unreadable.text":
    "{value, select, none {It is listed below} other {“{value}” is listed below}} with its line. The row is left out; the others go on.",
  "error.date_unreadable.title": "A date cannot be read",
  "error.date_unreadable.text":
    "{value, select, none {It is listed below} other {“{value}” is listed below}} with its line. The row is left out; the others go on.",
  "error.format_ambiguous.title":
    "{column, select, none {Some values} other {The values of “{column}”}} can be read in two ways",
  "error.format_ambiguous.text": "We do not guess. Choose the right reading.",
  "error.value_missing.title": "{column, select, none {A needed value} other {“{column}”}} is empty",
  "error.value_missing.text": "The row is left out; the others go on. Fill it in the source.",
  "error.duplicate_id.title": "{value, select, none {One id} other {The id {value}}} occurs twice",
  "error.duplicate_id.text":
    "Rows that say the same count once; rows that differ are all left out. Nothing is lost: each is listed with its file and line.",
  "error.line_without_header.title": "A line belongs to no document",
  "error.line_without_header.text":
    "{value, select, none {Its document is not in the files.} other {There is no document {value} in the files.}} Import both files together.",
  "error.many_rows_gone.title": "Many records are missing",
  "error.many_rows_gone.text":
    "{gone, select, none {If it is not a complete list, nothing should be removed.} other {{gone} records are no longer there{before, select, none {} other {, of {before} before}}.}} Nothing was removed yet. Confirm only if they are gone on purpose.",
  "error.mail_settings.title": "Something is missing to send mail",
  "error.mail_settings.text":
    "{reason, select, none {Check the server, the addresses and the password under Settings.} other {{reason}}}{value, select, none {} other { It says: “{value}”.}} No mail was sent.",
  "error.mail_unreachable.title":
    "The mail server{server, select, none {} other { {server}}} does not answer",
  "error.mail_unreachable.text":
    "Compare name and port with what your mail provider says: 465 goes with TLS, 587 with STARTTLS. No mail was sent; the report is kept.",
  "error.mail_not_secure.title":
    "The connection to {server, select, none {the mail server} other {{server}}} is not private",
  "error.mail_not_secure.text":
    "The server offers no encryption at this port, or its certificate is not trusted here. The password was not sent, nor any mail.",
  "error.mail_sign_in_refused.title":
    "The mail server refused the sign-in{user, select, none {} other { of {user}}}",
  "error.mail_sign_in_refused.text":
    "Type user and password again. Some providers want an app password made for this. No mail was sent.",
  "error.mail_recipient_refused.title":
    "The mail server refused {address, select, none {a recipient} other {{address}}}",
  "error.mail_recipient_refused.text": "Check the address. No mail was sent, to nobody.",
  "error.mail_refused.title": "The mail server refused the mail",
  "error.mail_refused.text": "Its own words stand under Details. No mail was sent; the report is kept.",
  "error.mail_in_doubt.title": "The mail may have arrived",
  "error.mail_in_doubt.text":
    "The connection was lost before the mail server confirmed it. Ask a recipient before you send it again; it is not sent again by itself.",
  "error.client_file_in_use.title": "This client is open in another window",
  "error.client_file_in_use.text":
    "Only one window at a time may work on a client, so that nothing is sent twice. Close the other one, then try again.",
  "error.client_file_newer.title": "This client was saved by a newer version of the program",
  "error.client_file_newer.text": "Nothing was changed. Install the newer version to open it.",
  "error.client_file_damaged.title": "This client’s file is damaged",
  "error.client_file_damaged.text":
    "It was set aside, not deleted. {backup, select, none {No backup of it was found beside it.} other {Its newest good backup{backup_at, select, none {} other { of {backup_at}}} can be opened instead. What was sent after that backup is looked up in the ledger before anything is sent again, so that nothing is sent twice.}}",
  "error.client_file_on_share.title": "This client’s file is on a network drive",
  "error.client_file_on_share.text": "Network drives can lose writes. Move it to a disk of this computer.",
  "error.disk_full.title": "The disk is full",
  "error.disk_full.text":
    "Nothing was lost: the last step was not carried out. Free some space, then try again.",
  "error.run_in_progress.title": "A sync is already running",
  "error.run_in_progress.text":
    "{elsewhere, select, none {{who, select, none {} other {{who} started {action, select, pull {pulling the lists} other {sending}} on {since}. }}Only one may run at a time, so that nothing is sent twice. Wait for it or stop it.} other {Another client file or program on this computer is sending to the same company. Only one may at a time, so that nothing is sent twice. Wait for its end, then try again.}}",
  "error.plan_outdated.title": "The plan is out of date",
  "error.plan_outdated.text": "Something changed since it was made. Nothing was sent. Look at the new plan.",
  "error.setup_incomplete.title": "Something is still missing before this",
  "error.setup_incomplete.text": "Home lists what remains, in order.",
  "error.not_found.title": "It is no longer there",
  "error.not_found.text": "It may have been removed meanwhile. Go back to the list.",
  "error.invalid_input.title": "This value is not accepted",
  "error.invalid_input.text":
    "{field, select, none {} other {Field: {field}. }}{reason, select, none {Check what was entered.} other {{reason}}}",
  "error.already_linked.title": "{record, select, none {It is} other {“{record}” is}} already linked",
  "error.already_linked.text":
    "{other, select, none {It is linked to another record.} other {It is linked to “{other}”.}} Take that link away first.",
  "error.secrets_locked.title": "The system’s password store is locked",
  "error.secrets_locked.text": "Unlock it, then try again. The stored sign-in was not touched.",
  "error.internal.title": "This did not work, and the fault is ours",
  "error.internal.text": "Nothing was sent. The reference under Details finds the entry in the log.",
  "error.host_unreachable.title": "The program behind this page does not answer",
  "error.host_unreachable.text":
    "It may have been closed. Your data is kept on this computer. Start it again, then try once more.",
  "error.unexpected.title": "This did not work, and we do not know why",
  "error.unexpected.text": "Nothing was sent. The details below help to find the cause.",
} as const;
