internal import Configuration
public import Records

/// A training from where its folder stands to its end.
public struct TrainingRun {
  /// What a training gives.
  public struct Outcome: Sendable {
    /// The weights and biases, in the order of the network's layers; weights of one bit as their cells hold them.
    public let parameters: [Float]
    /// What every step found.
    public let steps: [Trainer.Step]
    /// The step at which it began: 0, or where a training before it was ended.
    public let first: Int
    /// Whether all steps were taken.
    public let isComplete: Bool
    /// The settings of all converters on arrays; nil where a measurement chooses them anew.
    public let ranges: ConverterRanges?
    /// For each layer by how much pairs of cells are raised; nil where weights have no spreads of their own.
    package let raises: [[[Float]]?]?
    /// How often cells were written; nil where weights are moved.
    public let switching: SwitchingCount?
  }

  /// What is left of a training.
  public struct Remainder: Sendable {
    /// The steps.
    public let steps: Int
    /// About how many seconds they take, by the time of one.
    public let seconds: Double
  }

  private let trainer: Trainer
  private let folder: TrainingFolder?

  /// Prepares a run.
  ///
  /// - Parameters:
  ///   - trainer: The training.
  ///   - folder: Where it is kept every ``Recipe/rangingSteps`` steps; nil for nowhere.
  public init(_ trainer: Trainer, folder: TrainingFolder? = nil) {
    self.trainer = trainer
    self.folder = folder
  }

  /// What is left to do, by a step on the side that leaves no trace.
  ///
  /// - Returns: The steps and their time.
  /// - Throws: What ``Trainer/advance(_:)`` and the folder throw.
  public func remainder() throws -> Remainder {
    let steps = trainer.steps - (try folder?.stored()?.state.step ?? 0)
    guard steps > 0 else { return Remainder(steps: 0, seconds: 0) }
    let costs = try trainer.costs()
    return Remainder(
      steps: steps,
      seconds: Double(steps) * (costs.step + costs.ranging / Double(trainer.recipe.rangingSteps)))
  }

  /// Trains.
  ///
  /// - Parameters:
  ///   - isStopped: Whether to end before the next step; what was trained so far is the outcome then.
  ///   - progress: Gets the number of steps that were taken, and what the last one found.
  /// - Returns: The outcome.
  /// - Throws: `InputError` if the loss is not finite any more; what ``Trainer/advance(_:)`` and the folder throw.
  public func run(
    isStopped: () -> Bool = { false }, progress: (Int, Trainer.Step) -> Void = { _, _ in }
  ) throws -> Outcome {
    let stored = try folder?.stored()
    var state = stored?.state ?? trainer.start
    var found = stored?.found ?? []
    let first = state.step
    // A folder that holds a state is that of a training, however soon this one ends.
    if stored == nil { try folder?.keep(state, found) }
    while state.step < trainer.steps, !isStopped() {
      let step = try advance(&state)
      found.append(step)
      progress(state.step, step)
      // A training that goes on does so where ranges are chosen anew.
      if state.step % trainer.recipe.rangingSteps == 0 || state.step == trainer.steps {
        try folder?.keep(state, found)
      }
    }
    return Outcome(
      parameters: trainer.held(state.result), steps: found, first: first,
      isComplete: state.step == trainer.steps, ranges: trainer.ranges(state),
      raises: trainer.spreads.map { $0.raises(state.result) },
      switching: trainer.switchingCount(state))
  }

  /// Takes a step, and names it where numbers leave single precision.
  private func advance(_ state: inout TrainingState) throws -> Trainer.Step {
    do {
      return try trainer.advance(&state)
    } catch let error as InputError where error.location == nil {
      throw InputError(
        source: error.source, location: "training step \(state.step + 1)", found: error.found,
        accepted: error.accepted)
    }
  }
}
