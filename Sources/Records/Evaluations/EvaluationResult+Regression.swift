extension EvaluationResult {
  /// What was found of a network whose outputs are numbers, instead of classes.
  ///
  /// Errors are those of all outputs of all samples alike. The root mean square error (RMSE) is in the unit
  /// of the targets; the coefficient of determination R² is 1 − MSE/σ², σ² the mean square of the targets
  /// about the mean of their output.
  public struct Regression: Sendable, Equatable, Codable {
    /// How well outputs meet the targets.
    public struct Accuracy: Sendable, Equatable, Codable {
      /// The root mean square error, in the unit of the targets.
      public var rmse: Estimate
      /// The coefficient of determination; nil where all targets of every output are the same.
      public var r2: Estimate?

      /// Creates an accuracy from its parts.
      package init(rmse: Estimate, r2: Estimate?) {
        self.rmse = rmse
        self.r2 = r2
      }
    }

    /// How far outputs are from those of the digital network, whatever the targets are.
    public struct Departure: Sendable, Equatable, Codable {
      /// The root mean square of the differences, in the unit of the targets.
      public var rmse: Estimate
      /// The same over the standard deviation of the digital outputs; nil where these are all the same.
      public var relative: Estimate?

      /// Creates a departure from its parts.
      package init(rmse: Estimate, relative: Estimate?) {
        self.rmse = rmse
        self.relative = relative
      }
    }

    /// One programmed instance.
    public struct Trial: Sendable, Equatable, Codable {
      /// The number of the instance, from 0.
      public var trial: Int
      /// How well it meets the targets.
      public var accuracy: Accuracy
      /// How far it is from the digital network.
      public var departure: Departure

      /// Creates the result of an instance.
      package init(trial: Int, accuracy: Accuracy, departure: Departure) {
        self.trial = trial
        self.accuracy = accuracy
        self.departure = departure
      }
    }

    /// The instances together, with the intervals of ``EvaluationResult/Summary``.
    public struct Summary: Sendable, Equatable, Codable {
      /// The root of the mean square error over instances and samples, and what it makes of R².
      public var accuracy: Accuracy
      /// The same of the differences to the digital network.
      public var departure: Departure
      /// The RMSE less the digital one, with the interval of sample by sample differences.
      public var rmseChange: Estimate
      /// R² less the digital one, with the interval of sample by sample differences.
      public var r2Change: Estimate?
      /// The standard deviation of the instances' RMSE on these samples; nil for one instance.
      public var rmseDeviation: Double?
      /// The standard deviation of the instances' R² on these samples; nil for one instance.
      public var r2Deviation: Double?
      /// The share of instances that are good enough; nil if nothing was wanted.
      public var yield: Yield?

      /// Creates a summary from its parts.
      package init(
        accuracy: Accuracy, departure: Departure, rmseChange: Estimate, r2Change: Estimate?,
        rmseDeviation: Double?, r2Deviation: Double?, yield: Yield?
      ) {
        self.accuracy = accuracy
        self.departure = departure
        self.rmseChange = rmseChange
        self.r2Change = r2Change
        self.rmseDeviation = rmseDeviation
        self.r2Deviation = r2Deviation
        self.yield = yield
      }
    }

    /// What makes an instance a good one.
    public enum Wanted: Sendable, Equatable {
      /// At most this RMSE, in the unit of the targets.
      case rmse(Double)
      /// At least this R².
      case r2(Double)
    }

    /// How many instances are good enough.
    public struct Yield: Sendable, Equatable, Codable {
      /// The largest wanted RMSE on the evaluated samples; nil where R² decides.
      public var wantedRmse: Double?
      /// The smallest wanted R² on the evaluated samples; nil where the RMSE decides.
      public var wantedR2: Double?
      /// The share of instances that have it; Wilson's interval, over instances.
      public var share: Proportion

      /// The yield of some instances.
      ///
      /// - Parameters:
      ///   - wanted: What makes an instance a good one.
      ///   - trials: The instances; at least one.
      package init(wanted: Wanted, of trials: [Trial]) {
        let isGood: (Accuracy) -> Bool
        switch wanted {
        case .rmse(let limit):
          wantedRmse = limit
          isGood = { $0.rmse.value <= limit }
        case .r2(let limit):
          wantedR2 = limit
          isGood = { accuracy in accuracy.r2.map { $0.value >= limit } ?? false }
        }
        share = Proportion(trials.count { isGood($0.accuracy) }, of: trials.count)
      }
    }

    /// One output of the network.
    public struct Output: Sendable, Equatable, Codable {
      /// The output, from 0.
      public var output: Int
      /// The standard deviation of its targets.
      public var targetDeviation: Double
      /// The RMSE of the digital network.
      public var digitalRmse: Double
      /// Its R²; nil where the targets of this output are all the same.
      public var digitalR2: Double?
      /// The root of the mean square error over instances; nil for the digital solver.
      public var rmse: Double?
      /// What it makes of R².
      public var r2: Double?

      /// Creates the result of an output.
      package init(
        output: Int, targetDeviation: Double, digitalRmse: Double, digitalR2: Double?,
        rmse: Double?, r2: Double?
      ) {
        self.output = output
        self.targetDeviation = targetDeviation
        self.digitalRmse = digitalRmse
        self.digitalR2 = digitalR2
        self.rmse = rmse
        self.r2 = r2
      }
    }

    /// The number of outputs of a sample, or of each of its positions.
    public var outputs: Int
    /// The number of positions of a sample that have outputs of their own; nil for one.
    public var positions: Int?
    /// The root mean square of the targets about the mean of their output.
    public var targetDeviation: Double
    /// The same of the digital network's outputs.
    public var digitalDeviation: Double
    /// The digital network.
    public var digital: Accuracy
    /// The instances; empty for the digital solver.
    public var trials: [Trial]
    /// The instances together; nil for the digital solver.
    public var summary: Summary?
    /// The outputs in order; nil for one output, and for more than ``EvaluationResult/mostClasses``.
    public var eachOutput: [Output]?

    /// Creates a result from its parts.
    package init(
      outputs: Int, positions: Int?, targetDeviation: Double, digitalDeviation: Double,
      digital: Accuracy, trials: [Trial], summary: Summary?, eachOutput: [Output]?
    ) {
      self.outputs = outputs
      self.positions = positions
      self.targetDeviation = targetDeviation
      self.digitalDeviation = digitalDeviation
      self.digital = digital
      self.trials = trials
      self.summary = summary
      self.eachOutput = eachOutput
    }
  }

  /// The number of programmed instances, whatever the task is.
  public var instanceCount: Int { regression?.trials.count ?? trials.count }

  /// Whether the result is that of arrays.
  package var isOfArrays: Bool { instanceCount > 0 }
}
