import Crossbars
import LinearAlgebra
import Netlists
import TestSupport
import Testing

@Suite struct DeviceNetlistTests {
  @Test(arguments: SampleDevice.all)
  func `is the same law in the simulator`(sample: SampleDevice) throws {
    // One row whose driver holds every cell at the input voltage.
    let technology = Technology(
      name: "cells", cell: Cell(device: sample.device, onResistance: 1e3, offResistance: 1e6),
      resistances: ArrayResistances(segments: 0, ends: 0), read: ReadConditions(voltage: 0.1))
    let inputs = Matrix(rows: 81, columns: 1) { sample_, _ in
      sample.largestVoltage * Double(sample_ - 40) / 40
    }
    let crossbar = Crossbar(
      technology: technology, conductances: Matrix([sample.conductances]))
    let deck = CrossbarDeck(crossbar, inputs: inputs).standalone(name: sample.description)
    let currents = try StockSimulator.run(deck, columns: sample.conductances.count)
    #expect(currents.count == inputs.rows)
    for (index, row) in currents.enumerated() {
      let voltage = inputs[index, 0]
      for (conductance, current) in zip(sample.conductances, row) {
        // Expressions are evaluated to rounding; a node inside the cell is found by Newton's
        // method with reltol 1e-9.
        let tolerance = Tolerance(relative: 1e-9, absolute: 1e-12 * conductance)
        let reference = sample.device.current(at: voltage, conductance: conductance)
        #expect(
          tolerance.admits(current, reference: reference),
          "\(conductance) S at \(voltage) V: \(current), not \(reference)")
      }
    }
  }
}
