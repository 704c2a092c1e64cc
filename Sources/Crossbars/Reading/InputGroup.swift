public import LinearAlgebra

/// The input vectors of a batch that leave the same rows open.
///
/// A disconnected driver is another circuit, not another value: inputs that differ in it cannot
/// share a matrix, nor a sweep of the simulator.
public struct InputGroup: Sendable, Equatable {
  /// Whether the driver of every row is connected.
  public var connections: [Bool]
  /// The numbers of the input vectors, in the order of the batch.
  public var samples: [Int]

  /// Creates a group from its parts.
  public init(connections: [Bool], samples: [Int]) {
    self.connections = connections
    self.samples = samples
  }
}

extension ReadMode {
  /// The batch by open rows; one group unless unselected rows float.
  ///
  /// - Parameter inputs: The row voltages, in volts; *batch × rows*.
  /// - Returns: The groups, in the order of their first input vectors.
  public func groups(of inputs: Matrix) -> [InputGroup] {
    var groups: [InputGroup] = []
    var places: [[Bool]: Int] = [:]
    for sample in 0..<inputs.rows {
      let connections = connections(for: inputs.row(sample))
      if let place = places[connections] {
        groups[place].samples.append(sample)
      } else {
        places[connections] = groups.count
        groups.append(InputGroup(connections: connections, samples: [sample]))
      }
    }
    return groups
  }
}
