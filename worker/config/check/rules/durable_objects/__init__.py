"""FF45x and FF46x: the classes of Durable Objects, their history and their exports."""
