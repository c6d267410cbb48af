import type { ReactNode } from 'react'
import { Switch, type SwitchProps } from 'react-aria-components'
import './toggle.css'

/** On or off, with its words beside it. */
export function Toggle({ children, ...props }: Omit<SwitchProps, 'children' | 'className'> & { children: ReactNode }) {
  return (
    <Switch className="switch" {...props}>
      <span className="switch-track" aria-hidden="true" />
      {children}
    </Switch>
  )
}
