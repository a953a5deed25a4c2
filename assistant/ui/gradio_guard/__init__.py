"""What gradio may take and give."""
