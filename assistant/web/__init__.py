"""The web application: a thin door over the event stream. Home of gradio, fastapi and uvicorn."""
