"""Drawing tools and dialogs of the boundary editor; its core (session, pointer, tools of vertices) is `gui.editing`."""
