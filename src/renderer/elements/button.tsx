import type { ReactNode } from 'react'
import { Button as AriaButton, type ButtonProps, Tooltip, TooltipTrigger } from 'react-aria-components'
import './button.css'

type Look = 'primary' | 'plain' | 'quiet' | 'link' | 'danger'

export function Button({ look = 'plain', ...props }: Omit<ButtonProps, 'className'> & { look?: Look }) {
  return <AriaButton {...props} className="button" data-look={look} />
}

type IconProps = Omit<ButtonProps, 'className' | 'children' | 'aria-label'> & {
  label: string
  children: ReactNode
  shortcut?: string
}

/** A button that is only a picture: its name is in the label and the tooltip. */
export function IconButton({ label, shortcut, children, ...props }: IconProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      <AriaButton {...props} aria-label={label} className="icon-button">
        {children}
      </AriaButton>
      <Tooltip className="tooltip" offset={6}>
        {label}
        {shortcut ? <kbd>{shortcut}</kbd> : null}
      </Tooltip>
    </TooltipTrigger>
  )
}
