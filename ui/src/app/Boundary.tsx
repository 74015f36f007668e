/** A page that breaks shows why and leaves the shell standing. */
import { Component, type ReactNode } from "react";
import { ErrorBlock } from "../components";

interface State {
  error: unknown;
}

export class Boundary extends Component<{ children: ReactNode }, State> {
  override state: State = { error: undefined };

  static getDerivedStateFromError(error: unknown): State {
    return { error };
  }

  override render() {
    if (this.state.error === undefined) return this.props.children;
    return (
      <div className="page">
        <ErrorBlock error={this.state.error} onRetry={() => this.setState({ error: undefined })} />
      </div>
    );
  }
}
