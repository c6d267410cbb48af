import type { ReactNode } from 'react'
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay, Popover, type PopoverProps } from 'react-aria-components'
import './overlay.css'

type DialogProps = {
  title: string
  isOpen: boolean
  onOpenChange: (open: boolean) => void
  children: ReactNode
  /** Where it comes from: the middle, the leading edge (a drawer) or the trailing edge (a pane). */
  from?: 'middle' | 'start' | 'end'
  /** Drawers and panes say their name to a screen reader only. */
  hideTitle?: boolean
}

export function Dialog({ title, isOpen, onOpenChange, children, from = 'middle', hideTitle = false }: DialogProps) {
  return (
    <ModalOverlay className="overlay" data-from={from} isDismissable isOpen={isOpen} onOpenChange={onOpenChange}>
      <Modal className="modal" data-from={from}>
        <AriaDialog className="dialog" {...(hideTitle ? { 'aria-label': title } : {})}>
          {hideTitle ? null : (
            <Heading slot="title" className="dialog-title">
              {title}
            </Heading>
          )}
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}

/** A small surface that belongs to the control that opened it. */
export function Float({ children, ...props }: Omit<PopoverProps, 'className' | 'children'> & { children: ReactNode }) {
  return (
    <Popover offset={6} {...props} className="float">
      {children}
    </Popover>
  )
}
