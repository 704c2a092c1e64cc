/// How a network is trained: for how long, by which rule, on which loss.
public struct Recipe: Sendable, Equatable {
  /// How long a training is.
  public enum Length: Sendable, Equatable {
    /// Passes over all images; what is left of the last batch is not taken.
    case epochs(Int)
    /// Batches.
    case steps(Int)
  }

  /// How a batch's gradient moves the numbers.
  public enum Rule: Sendable, Equatable {
    /// Gradient descent with momentum; by Nesterov's look ahead if asked for.
    case descent(momentum: Double, isNesterov: Bool)
    /// AdamW of Loshchilov and Hutter (ICLR 2019), whose decay is apart from the gradient.
    case adamW(first: Double, second: Double, epsilon: Double)
    /// Cells of two states that pulses switch by chance: nothing but the cells remembers a weight.
    case switching(Switching)
  }

  /// How gradients become pulses that switch cells; the rate is the chance that a full pulse switches one.
  public struct Switching: Sendable, Equatable {
    /// How a pulse follows the gradient.
    public enum Pulse: String, Sendable, CaseIterable {
      /// A full pulse where the gradient reaches the threshold, else none.
      case fixed
      /// A voltage in proportion to the gradient, full at the threshold.
      case proportional
    }

    /// How a pulse follows the gradient.
    public var pulse = Pulse.fixed
    /// The gradient of a full pulse, in root mean squares of its layer.
    public var threshold = 3.0
    /// The rate of what is no cell: biases, and the layers that stay digital.
    public var digitalRate = 0.0

    /// Creates a rule with the defaults.
    public init() {}
  }

  /// How the rate goes with the steps.
  public enum Schedule: String, Sendable, CaseIterable {
    case constant
    /// Half a cosine from the rate to the last one.
    case cosine
    /// A cosine up to the rate over the warm-up, and another down to the last one.
    case oneCycle = "one-cycle"
  }

  /// How weights get spreads beside their means.
  public struct Bayes: Sendable, Equatable {
    /// What the divergence from the prior counts of its whole.
    public var strength = 1.0
    /// The spread of the prior, in root mean squares of the weights of a layer before they are trained.
    public var prior = 1.0
    /// The rate of the raises of cells over that of the weights.
    public var rate = 10.0

    /// Creates a rule with the defaults.
    public init() {}
  }

  /// How weights get spreads beside their means; nil for means alone.
  public var bayes: Bayes?
  /// How long the training is.
  public var length = Length.epochs(1)
  /// The images of a step.
  public var batch = 128
  /// What order, flips and crops are drawn with.
  public var seed: UInt64 = 0
  /// How a gradient moves the numbers.
  public var rule = Rule.descent(momentum: 0.9, isNesterov: false)
  /// The largest rate.
  public var rate = 0.01
  /// How much of itself a weight loses in a step, over the rate.
  public var weightDecay = 0.0
  /// The largest norm of a step's gradient; nil for any.
  public var gradientLimit: Double?
  /// How the rate goes with the steps.
  public var schedule = Schedule.cosine
  /// The part of all steps over which the rate rises.
  public var warmup = 0.0
  /// The last rate over the largest.
  public var finalRate = 0.0
  /// How much of the probability of the label goes to all classes alike.
  public var labelSmoothing = 0.0
  /// How much of the loss is the distance from the teacher's outputs.
  public var teacherShare = 0.0
  /// What outputs are divided by before teacher and network are compared.
  public var temperature = 1.0
  /// Whether images are flipped at random, left to right.
  public var flips = false
  /// By how many pixels images are shifted at most, in both directions, at random.
  public var shift = 0
  /// The largest weight, over the root mean square of those that share its scale; nil for any.
  ///
  /// What the largest weight is sets the scale of the conductances: the others have the less of the range the larger it
  /// is.
  public var weightLimit: Double?

  /// The weights that a limit compares.
  public enum LimitScope: String, Sendable, CaseIterable {
    /// All of a layer.
    case layer
    /// Those of one output.
    case column
  }

  /// Which weights share a limit: those that share a scale on the arrays.
  public var limitScope = LimitScope.layer
  /// How much of the average of the numbers a step keeps; 0 for no average.
  public var average = 0.0

  /// What draws the variation of the arrays that a network is trained on anew.
  public enum Drawing: String, Sendable, CaseIterable {
    /// Every step has other arrays.
    case step
    /// Every pass over the images has.
    case epoch
    /// The arrays have no variation.
    case never
  }

  /// By which weights gradients go back through layers on arrays.
  public enum Backward: String, Sendable, CaseIterable {
    /// By what the arrays multiply by, wires and variation in it.
    case arrays
    /// By the weights themselves, as if the arrays were ideal.
    case ideal
  }

  /// What becomes of ranges and gains while a network is trained.
  public enum Converters: String, Sendable, CaseIterable {
    /// They are chosen anew for the weights that there are, as a measurement will choose them.
    case chosen
    /// They stay those that were chosen for the network before it was trained.
    case kept
    /// They begin as these, and gradients move those of layers whose sums are counted.
    case learned
  }

  /// What becomes of ranges and gains.
  public var converters = Converters.chosen
  /// The part of all steps, from the first, in which counted sums are their means.
  public var means = 0.0
  /// After how many steps what wires do is found anew, and with ``Converters/chosen`` ranges and gains are chosen anew, for
  /// the weights that there are then.
  public var rangingSteps = 50
  /// When arrays are drawn anew.
  public var drawing = Drawing.step
  /// By which weights gradients go back.
  public var backward = Backward.arrays

  /// Creates a recipe with the defaults.
  public init() {}
}
