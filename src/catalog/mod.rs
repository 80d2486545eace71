//! What each Okta event type is in ECS: its `event.category` and `event.type`.
