import { Modal, type ModalProps } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import classes from './dialog.module.css';

interface DialogProps {
  title: string;
  size?: ModalProps['size'];
  onClose: () => void;
  children: ReactNode;
}

/** A dialog that is there as long as it is rendered, and gives the focus back where it came from. */
export function Dialog({ title, size = 'md', onClose, children }: DialogProps) {
  const general = useTranslations('general');
  const before = useRef(document.activeElement);
  const isThere = useRef(false);
  useEffect(() => {
    isThere.current = true;
    return () => {
      isThere.current = false;
      // The dialog's own elements are gone only after this.
      setTimeout(() => {
        const target = before.current;
        // Whoever closed it may have led on to another place.
        const isLost = document.activeElement === document.body;
        if (!isThere.current && isLost && target instanceof HTMLElement && target.isConnected) target.focus();
      });
    };
  }, []);
  return (
    <Modal opened onClose={onClose} size={size} title={title} closeButtonProps={{ 'aria-label': general('close') }}>
      <div className={classes.body}>{children}</div>
    </Modal>
  );
}
