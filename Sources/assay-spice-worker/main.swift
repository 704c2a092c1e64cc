print("in preparation")
