/** The last door: an error while rendering shows words instead of a blank page. */
import { Component, type ReactNode } from "react";

import { ErrorNotice, Panel } from "./panel";
import { messages } from "../messages";

type State = { error: Error | null };

export class CrashBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: Error): State {
    return { error };
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    return (
      <Panel title={messages.common.crash}>
        <ErrorNotice error={this.state.error} retry={() => this.setState({ error: null })} />
      </Panel>
    );
  }
}
