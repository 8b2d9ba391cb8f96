"""What fits where: instances are put into what is free on hosts, class by class, and never split over two of them."""
