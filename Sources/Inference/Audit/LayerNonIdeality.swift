internal import Crossbars
internal import LinearAlgebra
internal import Records

/// The non-ideality factors of the column currents of one layer.
struct LayerNonIdeality {
  /// Columns with less of the largest current of a read tell nothing of what takes of it.
  private static let leastShare = 1e-3

  private let layer: CrossbarLayer
  private let traffic: LayerTraffic
  private let instance: LayerArrays.Instance

  /// Prepares a comparison.
  ///
  /// - Parameters:
  ///   - layer: The layer.
  ///   - traffic: What its arrays are read with.
  ///   - instance: The instance whose arrays are compared.
  init(_ layer: CrossbarLayer, traffic: LayerTraffic, instance: LayerArrays.Instance) {
    self.layer = layer
    self.traffic = traffic
    self.instance = instance
  }

  /// Compares the currents of some reads with those of ideal arrays.
  ///
  /// - Parameters:
  ///   - count: How many reads.
  ///   - model: What reads the arrays.
  ///   - threads: How many threads share the arrays.
  /// - Returns: The factors; nil where no current is left.
  /// - Throws: Whatever keeps the model from programming or reading an array.
  func factors(
    of count: Int, model: any CrossbarModel, threads: Int
  ) throws -> NonIdealityFactors? {
    let fabrication = layer.prepared.fabrication
    // Beside the stream of an audit.
    var generator = SeededGenerator(
      seed: instance.seed, stream: .max - 2, UInt64(layer.prepared.matrix.index))
    let drawn = AuditedReads(count, of: traffic, in: fabrication, using: &generator)
    let factors = try concurrentMap(drawn.arrays.count, threads: threads) { index -> [Double] in
      let own = drawn.arrays[index]
      let part = fabrication.part(ofGroup: own.group, inArray: own.array)
      let columns = part.blocks.flatMap(\.places)
      let voltages = traffic.voltages(
        own.reads, group: own.group, rows: fabrication.rows(ofArray: own.array),
        firstRow: part.firstRow, extent: layer.prepared.mapping.tile.rows)
      let crossbar = fabrication.repeatedReads(own.array, in: instance).crossbar
      let found = try model.program(crossbar, outputs: fabrication.used(own.array).columns)
        .reading(of: voltages, columns: (columns.max() ?? 0) + 1).currents
      let ideal = voltages * fabrication.fabricated(own.array, in: nil).crossbar.conductances
      var factors: [Double] = []
      for read in own.reads.indices {
        let wanted = columns.map { ideal[read, $0] }
        let least = Self.leastShare * (wanted.map(\.magnitude).max() ?? 0)
        for (column, current) in zip(columns, wanted)
        where current.magnitude > least {
          factors.append(1 - found[read, column] / current)
        }
      }
      return factors
    }
    return NonIdealityFactors(
      factors.flatMap(\.self), reads: drawn.arrays.reduce(0) { $0 + $1.reads.count })
  }
}
