internal import Crossbars
internal import Foundation
internal import LinearAlgebra
internal import NodalAnalysis
internal import Records

/// The driver voltages at which a row's functions are known, and the few of them, the nodes, at which
/// every row's equations are solved.
///
/// What a row contributes is as smooth a function of its voltage as the law of its cells. At nodes that
/// lie as Chebyshev's the polynomial through them comes within a small factor, 2 + (2/π) ln n for n
/// nodes, of the best one of its degree, where equal distances would let it swing at the ends. How many
/// nodes a law needs is tried on the law itself.
struct LevelGrid {
  /// Driver voltages in ascending order, in volts; 0 V is among them.
  let voltages: [Double]
  /// The probability of every voltage.
  let probabilities: [Double]
  /// The place of 0 V.
  let zero: Int
  /// Whether a driver has one of the voltages and never one between them.
  let isDiscrete: Bool
  /// The places of the nodes, filled up to a multiple of 8 by repeating the last.
  private(set) var nodes: [Int] = []
  /// The weights of the nodes in a mean over the inputs; 0 for what fills up.
  private(set) var weights: [Double] = []

  /// The number of intervals between the voltages of continuous inputs.
  private static let intervals = 128
  /// The error of interpolation between nodes, relative to the largest current of a cell.
  private static let interpolationError = 3e-6

  init(_ statistics: InputStatistics, technology: Technology) {
    // A read mode decides what a row without input is driven with.
    let drivers = technology.read.mode.driverVoltages(
      for: statistics.voltages, readVoltage: technology.read.voltage)
    isDiscrete = statistics.isDiscrete
    let given = zip(drivers, statistics.probabilities)
    if statistics.isDiscrete {
      var sums: [Double: Double] = [0: 0]
      for (voltage, probability) in given { sums[voltage, default: 0] += probability }
      let sorted = sums.sorted { $0.key < $1.key }
      voltages = sorted.map(\.key)
      probabilities = sorted.map(\.value)
      zero = voltages.firstIndex(of: 0) ?? 0
    } else {
      let low = min(0, drivers.min() ?? 0)
      let high = max(0, drivers.max() ?? 0)
      // Steps from 0 V on, in both directions, so that 0 V lies on the grid.
      let span = high - low
      let below = low < 0 ? max(1, Int((Double(Self.intervals) * -low / span).rounded())) : 0
      // One interval above even where no voltage is: 0 V then lies at the start of an interval.
      let above = high > 0 ? max(1, Self.intervals - below) : 1
      let step = max(
        below > 0 ? -low / Double(below) : 0, high / Double(above))
      voltages = (-below...above).map { Double($0) * step }
      zero = below
      // A voltage between two of the grid is shared by them so that its mean stays.
      var weights = [Double](repeating: 0, count: voltages.count)
      for (voltage, probability) in given {
        let position = min(max(voltage / step + Double(below), 0), Double(voltages.count - 1))
        let place = min(Int(position), voltages.count - 2)
        weights[place] += probability * (Double(place + 1) - position)
        weights[place + 1] += probability * (position - Double(place))
      }
      probabilities = weights
    }
  }

  /// Creates the grid of continuous inputs of which nothing but the range is known.
  ///
  /// - Parameters:
  ///   - range: The driver voltages, in volts.
  ///   - rest: The voltage of a row at rest, within the range; it lies on the grid.
  init(_ range: ClosedRange<Double>, rest: Double) {
    isDiscrete = false
    let (down, up) = (rest - range.lowerBound, range.upperBound - rest)
    let span = down + up
    let below = down > 0 ? max(1, Int((Double(Self.intervals) * down / span).rounded())) : 0
    let above = up > 0 ? max(1, Self.intervals - below) : 1
    let step = max(below > 0 ? down / Double(below) : 0, up / Double(above))
    // A range of nothing still has a step, so that nothing is divided by zero.
    voltages = (-below...above).map { rest + Double($0) * (step > 0 ? step : 1) }
    zero = below
    probabilities = Array(repeating: 1 / Double(voltages.count), count: voltages.count)
  }

  /// The mean driver voltage, in volts.
  var mean: Double { zip(voltages, probabilities).reduce(0) { $0 + $1.0 * $1.1 } }

  /// The voltages of the nodes, eight at a time.
  var nodeVoltages: [SIMD8<Double>] { Self.packed(nodes.map { voltages[$0] }) }
  /// The weights of the nodes, eight at a time.
  var nodeWeights: [SIMD8<Double>] { Self.packed(weights) }
  /// The number of distinct nodes.
  private(set) var nodeCount = 0

  private static func packed(_ values: [Double]) -> [SIMD8<Double>] {
    stride(from: 0, to: values.count, by: 8).map { SIMD8(values[$0..<$0 + 8]) }
  }

  /// Chooses as few nodes as the law of the cells allows.
  mutating func chooseNodes(for cells: ArrayCells) {
    let judged = Self.judged(cells.conductances)
    for count in [8, 16, 32] where count < voltages.count {
      let places = Self.spread(count, over: voltages.count, with: zero)
      let interpolation = interpolation(from: places)
      let isEnough = judged.allSatisfy { cell in
        let currents = voltages.map { cells.current(cell, word: $0, bit: 0).current }
        let largest = currents.map(\.magnitude).max() ?? 0
        let values = Matrix(rows: places.count, columns: 1, elements: places.map { currents[$0] })
        return zip((interpolation * values).elements, currents).allSatisfy {
          ($0 - $1).magnitude <= Self.interpolationError * largest
        }
      }
      guard isEnough else { continue }
      let given = Matrix(rows: 1, columns: voltages.count, elements: probabilities)
      take(places, weights: (given * interpolation).elements)
      return
    }
    take(Array(voltages.indices), weights: probabilities)
  }

  /// The cells that the law is tried on: those of the least and the largest conductance, and the one nearest to
  /// the middle between them; none where all are left out.
  private static func judged(_ conductances: [Double]) -> [Int] {
    var (least, largest): (Int?, Int?) = (nil, nil)
    for (cell, conductance) in conductances.enumerated() where conductance != 0 {
      if conductance < least.map({ conductances[$0] }) ?? .infinity { least = cell }
      if conductance > largest.map({ conductances[$0] }) ?? 0 { largest = cell }
    }
    guard let least, let largest else { return [] }
    let middle = 0.5 * (conductances[least] + conductances[largest])
    var (nearest, distance) = (least, Double.infinity)
    for (cell, conductance) in conductances.enumerated() {
      let own = (conductance - middle).magnitude
      if own < distance { (nearest, distance) = (cell, own) }
    }
    return [least, nearest, largest]
  }

  private mutating func take(_ places: [Int], weights given: [Double]) {
    nodeCount = places.count
    nodes = places
    weights = given
    while nodes.count % 8 != 0 {
      nodes.append(places.last ?? 0)
      weights.append(0)
    }
  }

  /// Places that lie as Chebyshev's, denser toward the ends, and hold 0 V.
  private static func spread(_ count: Int, over total: Int, with zero: Int) -> [Int] {
    var places = Set<Int>([zero])
    for index in 0..<count {
      let position = 0.5 * (1 - cos(.pi * Double(index) / Double(count - 1)))
      places.insert(Int((position * Double(total - 1)).rounded()))
    }
    // Rounding may have joined two, and 0 V added one.
    var sorted = places.sorted()
    while sorted.count > count {
      let inner = sorted.indices.dropFirst().dropLast().filter { sorted[$0] != zero }
      guard
        let narrowest = inner.min(by: {
          sorted[$0 + 1] - sorted[$0 - 1] < sorted[$1 + 1] - sorted[$1 - 1]
        })
      else { break }
      sorted.remove(at: narrowest)
    }
    return sorted
  }

  /// The values on the grid of what is known at the nodes; *voltages × nodes*.
  var interpolation: Matrix {
    guard nodeCount < voltages.count else {
      return Matrix(rows: voltages.count, columns: nodeCount) { $0 == $1 ? 1 : 0 }
    }
    return interpolation(from: Array(nodes.prefix(nodeCount)))
  }

  /// The polynomial through the nodes at all voltages, in Lagrange's form; *voltages × nodes*.
  ///
  /// Up to 32 factors near one another in size neither overflow nor cancel.
  private func interpolation(from places: [Int]) -> Matrix {
    Matrix(voltages.map { weights(at: $0, from: places) })
  }

  /// The factors of the nodes' values in that at a voltage, for laws that the nodes interpolate.
  func weights(at voltage: Double) -> [Double] {
    weights(at: voltage, from: Array(nodes.prefix(nodeCount)))
  }

  private func weights(at voltage: Double, from places: [Int]) -> [Double] {
    let points = places.map { voltages[$0] }
    return points.indices.map { node in
      var value = 1.0
      for other in points.indices where other != node {
        value *= (voltage - points[other]) / (points[node] - points[other])
      }
      return value
    }
  }
}
