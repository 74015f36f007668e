/**
 * Dialogs on React Aria: focus is trapped and returns to the opener. An AlertDialog is for writes to a ledger,
 * removals and overrides only; there the first focus is on Cancel.
 */
import { useEffect, useRef, type ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { useWords } from "../i18n/intl";
import { Button } from "./Button";
import "./Dialog.css";

export interface DialogProps {
  title: string;
  open: boolean;
  onClose: () => void;
  children: ReactNode;
  /** Buttons; the platform's order is kept by DialogButtons. */
  footer?: ReactNode;
  size?: "small" | "medium" | "large";
  role?: "dialog" | "alertdialog";
}

export function Dialog({
  title,
  open,
  onClose,
  children,
  footer,
  size = "medium",
  role = "dialog",
}: DialogProps) {
  const { t } = useWords();
  return (
    <ModalOverlay
      className="dialog-scrim"
      isOpen={open}
      onOpenChange={(next) => !next && onClose()}
      isDismissable={role === "dialog"}
    >
      <Modal className={`dialog dialog--${size}`}>
        <AriaDialog role={role} className="dialog__box">
          <header className="dialog__head">
            <Heading slot="title" level={2} className="grow">
              {title}
            </Heading>
            <Button kind="quiet" small icon="cross" aria-label={t("common.close")} onClick={onClose} />
          </header>
          <div className="dialog__body">{children}</div>
          {footer !== undefined && <footer className="dialog__foot">{footer}</footer>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** Windows puts the doing button first, macOS and GNOME last. One component decides. */
export function DialogButtons(props: { confirm: ReactNode; cancel: ReactNode }) {
  const windows = typeof navigator !== "undefined" && /Windows/.test(navigator.userAgent);
  return (
    <div className="row">
      {windows ? props.confirm : props.cancel}
      {windows ? props.cancel : props.confirm}
    </div>
  );
}

export interface AlertDialogProps {
  title: string;
  open: boolean;
  onClose: () => void;
  onConfirm: () => void;
  /** Carries the facts: what, how many, how much, where to. */
  confirmLabel: string;
  children: ReactNode;
  danger?: boolean;
  confirmDisabledReason?: string | undefined;
  size?: "small" | "medium" | "large";
}

export function AlertDialog(props: AlertDialogProps) {
  return (
    <Dialog
      title={props.title}
      open={props.open}
      onClose={props.onClose}
      role="alertdialog"
      size={props.size ?? "small"}
      footer={
        <DialogButtons
          cancel={<CancelButton onClose={props.onClose} />}
          confirm={
            <Button
              kind={props.danger === true ? "danger" : "primary"}
              onClick={props.onConfirm}
              disabledReason={props.confirmDisabledReason}
            >
              {props.confirmLabel}
            </Button>
          }
        />
      }
    >
      {props.children}
    </Dialog>
  );
}

/** Takes the focus itself: not every webview keeps to the autofocus attribute inside an overlay. */
function CancelButton(props: { onClose: () => void }) {
  const { t } = useWords();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  return (
    <Button ref={button} onClick={props.onClose}>
      {t("common.cancel")}
    </Button>
  );
}
