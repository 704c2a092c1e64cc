public import Configuration

extension Recipe {
  /// What holds without a recipe file: a pass that no trained network is hurt by.
  public static let standardText = """
    schema = 1
    epochs = 1
    [optimizer]
    kind = "adamw"
    rate = 5e-4
    [schedule]
    kind = "one-cycle"
    warmup = 0.1

    """

  /// Reads a recipe.
  ///
  /// - Parameter document: A TOML document: `schema = 1`, `epochs` or `steps`, `batch`, `seed`, and the tables
  ///   `[optimizer]`, `[schedule]`, `[loss]`, `[images]`, `[weights]` and `[arrays]`; keys that are left out have the values of
  ///   ``init()``.
  /// - Throws: `InputError` with file, line and key if a key is unknown, missing or out of range.
  public init(_ document: ConfigurationDocument) throws {
    self.init()
    let root = document.root
    _ = try root.integer("schema", in: 1...1)
    let epochs = try root.optionalInteger("epochs", in: 1...100_000)
    let steps = try root.optionalInteger("steps", in: 1...1_000_000_000)
    switch (epochs, steps) {
    case (let epochs?, nil): length = .epochs(epochs)
    case (nil, let steps?): length = .steps(steps)
    case (nil, nil): break
    case (_?, _?):
      throw root.refusal(of: "steps", found: "epochs, too", accepted: "one of both")
    }
    batch = try root.optionalInteger("batch", in: 1...65_536) ?? batch
    seed = UInt64(try root.optionalInteger("seed", in: 0...Int.max) ?? 0)
    if let table = try root.optionalTable("optimizer") { try readOptimizer(table) }
    if let table = try root.optionalTable("schedule") {
      schedule =
        try table.optionalChoice("kind", of: Schedule.allCases.map(\.rawValue))
        .flatMap(Schedule.init) ?? schedule
      warmup =
        try table.optionalNumber("warmup", in: 0...1) ?? (schedule == .oneCycle ? 0.3 : warmup)
      finalRate = try table.optionalNumber("final", in: 0...1) ?? finalRate
    }
    if let table = try root.optionalTable("loss") {
      labelSmoothing = try table.optionalNumber("label_smoothing", in: 0...0.999) ?? labelSmoothing
      teacherShare = try table.optionalNumber("teacher", in: 0...1) ?? teacherShare
      temperature = try table.optionalNumber("temperature", in: 0.01...1000) ?? temperature
    }
    if let table = try root.optionalTable("images") {
      flips = try table.optionalBoolean("flips") ?? flips
      shift = try table.optionalInteger("shift", in: 0...10_000) ?? shift
    }
    if let table = try root.optionalTable("weights") {
      weightLimit = try table.optionalNumber("limit", in: 1...1e6)
      limitScope =
        try table.optionalChoice("limit_of", of: LimitScope.allCases.map(\.rawValue))
        .flatMap(LimitScope.init) ?? limitScope
      average = try table.optionalNumber("average", in: 0...0.999999) ?? average
    }
    if let table = try root.optionalTable("arrays") {
      rangingSteps = try table.optionalInteger("ranging_steps", in: 1...1_000_000) ?? rangingSteps
      drawing =
        try table.optionalChoice("draw", of: Drawing.allCases.map(\.rawValue))
        .flatMap(Drawing.init) ?? drawing
      converters =
        try table.optionalChoice("converters", of: Converters.allCases.map(\.rawValue))
        .flatMap(Converters.init) ?? converters
      means = try table.optionalNumber("means", in: 0...1) ?? means
      backward =
        try table.optionalChoice("backward", of: Backward.allCases.map(\.rawValue))
        .flatMap(Backward.init) ?? backward
    }
    if let table = try root.optionalTable("bayes") {
      var rule = Bayes()
      rule.strength = try table.optionalNumber("strength", in: 0...1e6) ?? rule.strength
      rule.prior = try table.optionalNumber("prior", in: 1e-3...1e3) ?? rule.prior
      rule.rate = try table.optionalNumber("rate", in: 0...1e6) ?? rule.rate
      bayes = rule
      guard drawing != .never, backward == .arrays else {
        throw (try root.optionalTable("arrays") ?? root).refusal(
          of: drawing == .never ? "draw" : "backward",
          found: drawing == .never ? "\"never\"" : "\"ideal\"",
          accepted: "draw = \"step\" | \"epoch\" and backward = \"arrays\" beside [bayes]")
      }
    }
    if converters == .learned, bayes != nil {
      throw (try root.optionalTable("arrays") ?? root).refusal(
        of: "converters", found: "\"learned\" beside [bayes]", accepted: "\"chosen\" | \"kept\"")
    }
    try root.finish()
    try refuseWhatCellsCannotHold(root)
  }

  /// Refuses what needs numbers that cells of two states do not hold.
  private func refuseWhatCellsCannotHold(_ root: ConfigurationTable) throws {
    guard case .switching = rule else { return }
    for (table, key, isStated) in [
      ("optimizer", "weight_decay", weightDecay > 0),
      ("optimizer", "gradient_limit", gradientLimit != nil),
      ("weights", "limit", weightLimit != nil), ("weights", "average", average > 0),
      ("arrays", "converters", converters == .learned),
    ] where isStated {
      throw (try root.optionalTable(table) ?? root).refusal(
        of: key, found: "numbers to move, but optimizer.kind \"switching\" has two states alone",
        accepted: "no such key")
    }
    guard bayes == nil else {
      throw root.refusal(
        of: "bayes", found: "a table, but optimizer.kind \"switching\" has two states alone",
        accepted: "no such table")
    }
    guard rate <= 1 else {
      throw (try root.optionalTable("optimizer") ?? root).refusal(
        of: "rate", found: "\(rate), but of optimizer.kind \"switching\" it is a chance",
        accepted: "a number up to 1")
    }
  }

  private mutating func readOptimizer(_ table: ConfigurationTable) throws {
    rate = try table.optionalNumber("rate", in: 1e-12...1e3) ?? rate
    weightDecay = try table.optionalNumber("weight_decay", in: 0...1) ?? weightDecay
    gradientLimit = try table.optionalNumber("gradient_limit", in: 1e-9...1e9)
    let part = 0...0.999999
    switch try table.optionalChoice("kind", of: ["sgd", "adamw", "switching"]) {
    case "switching":
      var own = Switching()
      own.pulse =
        try table.optionalChoice("pulse", of: Switching.Pulse.allCases.map(\.rawValue))
        .flatMap(Switching.Pulse.init) ?? own.pulse
      own.threshold = try table.optionalNumber("threshold", in: 0...1000) ?? own.threshold
      own.digitalRate = try table.optionalNumber("digital_rate", in: 0...1e3) ?? own.digitalRate
      rule = .switching(own)
    case "adamw":
      rule = .adamW(
        first: try table.optionalNumber("beta1", in: part) ?? 0.9,
        second: try table.optionalNumber("beta2", in: part) ?? 0.999,
        epsilon: try table.optionalNumber("epsilon", in: 1e-15...1) ?? 1e-8)
    default:
      rule = .descent(
        momentum: try table.optionalNumber("momentum", in: part) ?? 0.9,
        isNesterov: try table.optionalBoolean("nesterov") ?? false)
    }
  }
}
