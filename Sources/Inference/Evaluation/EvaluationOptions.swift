public import CrossbarModels
public import Crossbars
public import Records

/// What an evaluation computes with.
public struct EvaluationOptions: Sendable {
  /// What computes the products.
  public var solver: Solver
  /// The technology of the arrays; the digital solver needs none.
  public var technology: Technology?
  /// Which fast model the solver fcm is.
  public var fast = FastModelRequest()
  /// The file of the stored model; nil if there is none.
  public var modelSource: EvaluationResult.Source?
  /// How the network is represented.
  public var mapping = Mapping()
  /// The technologies that the mapping gives to some layers, by their names there.
  public var layerTechnologies: [String: Technology] = [:]
  /// The ranges of all converters; nil for those that sample images choose.
  public var ranges: ConverterRanges?
  /// The file of the ranges; nil if there is none.
  public var rangesSource: EvaluationResult.Source?
  /// The arrays of the instances; nil for those that chance makes.
  public var states: ProgrammedStates?
  /// Where the arrays of the instances are written; nil for nowhere.
  public var statesFolder: StatesFolder?
  /// What digital logic behind the arrays of every instance takes back.
  public var correction = DigitalCorrection.none
  /// In what the products of layers on arrays are computed.
  public var arithmetic = Arithmetic.automatic
  /// The seed of all chance.
  public var seed: UInt64 = 0
  /// How many reads of every layer are compared with exact solutions; nil for none.
  public var audit: Int?
  /// Whether layers have reads by their part of the outputs' error, ``audit`` in the mean.
  public var auditsByShare = false
  /// How many of the audited reads are kept for SPICE, over all layers; nil for none.
  public var auditSpice: Int?
  /// Of how many reads of every layer the non-ideality factors are counted; nil for none.
  public var nonIdealityReads: Int?
  /// Whether instances are reads of the same arrays, programmed once.
  public var repeatsReads = false
  /// The number of programmed instances.
  public var trials = 1
  /// Half the width of the 95 % interval of the change of top-1, or of R², at which no more instances are
  /// made, as a share; nil for all of ``trials``.
  public var wantedHalfWidth: Double?
  /// The top-1 that makes an instance a good one, as a share; nil if no yield is asked for.
  public var wantedTop1: Double?
  /// What makes an instance of a regression a good one; nil if no yield is asked for.
  public var wantedErrors: EvaluationResult.Regression.Wanted?
  /// The layer whose outputs are kept; nil for none.
  public var activationsLayer: String?
  /// Whether the network's outputs are kept: of many positions and classes they take more memory than all
  /// else.
  public var keepsOutputs = true
  /// What a result says of how its options were found.
  public var remarks: [String] = []
  /// How many threads share the work; results do not depend on it.
  public var threads = 1

  /// Creates options with the default mapping, seed 0, one instance and one thread.
  ///
  /// - Parameters:
  ///   - solver: What computes the products.
  ///   - technology: The technology of the arrays; the digital solver needs none.
  public init(solver: Solver, technology: Technology? = nil) {
    self.solver = solver
    self.technology = technology
  }

  /// The technology of a layer's arrays.
  ///
  /// - Parameter name: The name of the layer.
  /// - Returns: That which the mapping gives to the layer, or that of the evaluation.
  package func technology(ofLayer name: String) -> Technology? {
    mapping.mapping(ofLayer: name).technology.flatMap { layerTechnologies[$0] } ?? technology
  }

  /// The converters behind the columns in a few words.
  ///
  /// - Parameters:
  ///   - layers: The layers of the network.
  ///   - decided: The mapping with its converters decided, for a network without a layer on arrays.
  /// - Returns: What stands behind most layers' columns, and behind which others something else; nil
  ///   without a technology.
  func converterSummary(
    of layers: [EvaluationResult.Layer], mapping decided: Mapping
  ) -> String? {
    guard let technology else { return nil }
    var kinds: [(summary: String, layers: [String])] = []
    for layer in layers {
      guard let own = arrays(ofLayer: layer.name) else { continue }
      let summary = own.mapping.converterSummary(on: own.technology)
      if let place = kinds.firstIndex(where: { $0.summary == summary }) {
        kinds[place].layers.append(layer.name)
      } else {
        kinds.append((summary, [layer.name]))
      }
    }
    guard let most = kinds.map(\.layers.count).max(),
      let usual = kinds.firstIndex(where: { $0.layers.count == most })
    else { return decided.converterSummary(on: technology) }
    let first = kinds.remove(at: usual).summary
    return
      ([first]
      + kinds.map { kind in
        let names = kind.layers.prefix(Self.namedLayers).joined(separator: ", ")
        let rest = kind.layers.count - Self.namedLayers
        return "\(kind.summary) in \(names)" + (rest > 0 ? " and \(rest) more" : "")
      }).joined(separator: "; ")
  }

  /// How many layers with converters of their own are named.
  private static let namedLayers = 4

  /// Whether two instances of a layer's arrays can differ.
  ///
  /// - Parameter name: The name of the layer.
  /// - Returns: Whether anything that takes part in a read varies.
  func isVaried(layer name: String) -> Bool {
    arrays(ofLayer: name).map { $0.mapping.isVaried(on: $0.technology) } ?? false
  }

  /// The technology and the mapping of a layer's arrays, with the column converters decided.
  ///
  /// - Parameter name: The name of the layer.
  /// - Returns: Both; nil if the layer stays digital, or if they do not fit each other.
  func arrays(ofLayer name: String) -> (technology: Technology, mapping: Mapping)? {
    guard !mapping.isDigital(layer: name), let technology = technology(ofLayer: name),
      let mapping = try? mapping.mapping(ofLayer: name).resolved(for: technology)
    else { return nil }
    return (technology, mapping)
  }
}
