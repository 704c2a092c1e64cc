extension EvaluationResult {
  /// What every non-ideality costs, alone and beside the others, and what remedies give back.
  ///
  /// All are changes of top-1, or of R² where the outputs are numbers, of the same images on instances of the
  /// same chance, with intervals of their differences image by image.
  public struct Attribution: Sendable, Equatable, Codable {
    /// One cause.
    public struct Cause: Sendable, Equatable, Codable {
      /// Its name.
      public var name: String
      /// What it changes where nothing else deviates.
      public var alone: TrialMean
      /// What it changes where all others deviate.
      public var together: TrialMean

      /// Creates a cause from its parts.
      package init(name: String, alone: TrialMean, together: TrialMean) {
        self.name = name
        self.alone = alone
        self.together = together
      }
    }

    /// A digital correction behind the arrays.
    public struct Remedy: Sendable, Equatable, Codable {
      /// Its name, with the key or option that takes it.
      public var name: String
      /// What it changes where everything deviates.
      public var gain: TrialMean

      /// Creates a remedy from its parts.
      package init(name: String, gain: TrialMean) {
        self.name = name
        self.gain = gain
      }
    }

    /// What the integers of weights and inputs change, on exact arrays without converters, against the
    /// digital network.
    public var integers: TrialMean
    /// The causes that are there.
    public var causes: [Cause]
    /// What all causes change together, against the integers.
    public var together: TrialMean
    /// The remedies that are not taken yet.
    public var remedies: [Remedy]

    /// Creates an attribution from its parts.
    package init(
      integers: TrialMean, causes: [Cause], together: TrialMean, remedies: [Remedy]
    ) {
      self.integers = integers
      self.causes = causes
      self.together = together
      self.remedies = remedies
    }

    /// The sum of what causes change alone; what ``together`` is beyond it, they do to each other.
    public var sum: Double { causes.reduce(0) { $0 + $1.alone.mean } }
  }
}
