"""What commands check before they start: options, settings, installed extras."""
