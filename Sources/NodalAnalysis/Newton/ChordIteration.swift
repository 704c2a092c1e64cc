internal import CKernels
internal import Crossbars
internal import LinearAlgebra

/// A factored array of linear cells, each with a current source beside it, that is solved for eight
/// vectors at a time.
package protocol BundledNetwork {
  /// Finds the node voltages and column currents of a bundle from its inputs and sources.
  func solve(_ bundle: VectorBundle)
}

/// The chord iteration of an array: its network is factored once, and what a cell's current is beyond
/// its part in the factors becomes a source beside the cell.
///
/// A cell has the factored slopes d over its word-line voltage w and h over its bit-line voltage b,
/// equal for a cell of two terminals, and the source s. A step solves the linear network of currents
/// d w − h b + s exactly, and then takes the sources that the laws I say at the voltages found:
///
///     s' = I(w, b) − d w + h b
///
/// With the new sources Kirchhoff's law is missed by s' − s at both nodes of a cell and by nothing
/// else, so the change of the sources *is* the residual, and costs no evaluation of its own. With Z the
/// impedances between cells in the factored network, an error e of the voltages across cells becomes
/// Z (∂I − d) e: a step multiplies it by at most how much of a cell's voltage the wires decide, times
/// how far its slope is from its line's.
package struct ChordIteration {
  private let cells: ArrayCells
  private let wordSlopes: [Double]
  private let bitSlopes: [Double]?
  private let network: any BundledNetwork

  /// Describes the iteration.
  ///
  /// - Parameters:
  ///   - cells: The laws of the cells.
  ///   - wordSlopes: The factored slopes over the word-line voltages, in siemens; *rows · columns*.
  ///   - bitSlopes: Those over the bit-line voltages; nil if they are the same. Then the voltage
  ///     across a cell is formed first, since d w − d b would cancel.
  ///   - network: The factors.
  package init(
    _ cells: ArrayCells, wordSlopes: [Double], bitSlopes: [Double]? = nil,
    network: any BundledNetwork
  ) {
    self.cells = cells
    self.wordSlopes = wordSlopes
    self.bitSlopes = bitSlopes
    self.network = network
  }

  /// Takes a step; the bundle's cell currents are those that the laws say afterwards.
  ///
  /// - Parameters:
  ///   - bundle: Inputs and sources; voltages, currents and sources are written.
  ///   - count: The number of lanes from the first that hold a vector.
  ///   - relaxation: What the steps before have learned of the rows; nil takes every step as it is.
  /// - Returns: What the step left.
  package func step(
    _ bundle: VectorBundle, count: Int = VectorBundle.width, relaxation: RowRelaxation? = nil
  ) -> ChordChange {
    network.solve(bundle)
    if let word = bundle.word.lanes.baseAddress, let bit = bundle.bit.lanes.baseAddress,
      let currents = bundle.cellCurrents.lanes.baseAddress
    {
      cells.currents(of: wordSlopes.indices, word: word, bit: bit, count: count, into: currents)
    }
    var left = ChordChange()
    withUnsafeMutableBytes(of: &left.change) { moved in
      withUnsafeMutableBytes(of: &left.largest) { largest in
        let moved = moved.assumingMemoryBound(to: Double.self).baseAddress
        let largest = largest.assumingMemoryBound(to: Double.self).baseAddress
        func update(_ bitSlopes: UnsafePointer<Double>?) {
          guard let relaxation else {
            return assay_update_sources(
              wordSlopes.count, wordSlopes, bitSlopes, bundle.word.start, bundle.bit.start,
              bundle.cellCurrents.start, bundle.sources.start, moved, largest)
          }
          assay_relax_sources(
            bundle.rows, bundle.columns, relaxation.next(), wordSlopes, bitSlopes,
            bundle.word.start, bundle.bit.start, bundle.cellCurrents.start, bundle.sources.start,
            relaxation.sums.start, relaxation.factors.start, relaxation.moves.start, moved, largest)
        }
        if let bitSlopes {
          bitSlopes.withUnsafeBufferPointer { update($0.baseAddress) }
        } else {
          update(nil)
        }
      }
    }
    return left
  }
}
