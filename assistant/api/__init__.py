"""The programming interface: /api/v1 and the MCP server."""
