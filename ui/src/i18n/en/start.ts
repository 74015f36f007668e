export const start = {
  "start.title": "Tieout",
  "start.lead":
    "Brings your records into your ledger and proves that both agree. Nothing is sent before you approve it.",
  "start.clients": "Your clients",
  "start.practice": "Open the practice company",
  "start.practiceText":
    "A complete trading firm with a ledger of its own on this computer. Try everything; nothing can go wrong and nothing leaves this computer.",
  "start.practiceButton": "Open the practice company",
  "start.restore": "Open the newest backup",
  "start.opening": "Opening…",
  "start.own": "Connect your own",
  "start.ownText":
    "Name the client, import its files, then sign in to its ledger. Nothing is written until you approve a plan.",
  "start.name": "Client name",
  "start.nameTooLong": "A client name has at most {most, number} characters. Please shorten it.",
  "start.nameExample": "e.g. Northwind Ltd",
  "start.ownButton": "Create the client",
} as const;
