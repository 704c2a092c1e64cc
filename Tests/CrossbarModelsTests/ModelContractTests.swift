import CrossbarModels
import Crossbars
import LinearAlgebra
import NodalAnalysis
import Testing

/// What every solver and every model of ``ContractModel/all`` keeps.
@Suite struct ModelContractTests {
  /// The circuits that a model describes: without stages it has neither ladders nor offsets.
  private static func circuits(of model: ContractModel) -> [ContractCircuit] {
    ContractCircuit.Around.allCases.flatMap { around in
      [true, false].map { ContractCircuit(around, isOhmic: $0) }
    }.filter { model.hasStages || !$0.hasStages }
  }

  @Test(arguments: ContractModel.all)
  func `gives finite currents of every vector and column, and the same bits again`(
    model: ContractModel
  ) throws {
    for circuit in Self.circuits(of: model) {
      let programmed = try model.program(circuit.crossbar)
      let currents = try programmed.read(circuit.inputs)
      #expect(
        currents.rows == circuit.inputs.rows && currents.columns == circuit.crossbar.columns
          && currents.isFinite, "\(circuit)")
      #expect(try programmed.read(circuit.inputs) == currents, "\(circuit)")
      #expect(try model.program(circuit.crossbar).read(circuit.inputs) == currents, "\(circuit)")
    }
  }

  @Test(arguments: ContractModel.all)
  func `reads one vector as in a batch`(model: ContractModel) throws {
    for circuit in Self.circuits(of: model) {
      let programmed = try model.program(circuit.crossbar)
      let batch = try programmed.read(circuit.inputs)
      // From the last to the first: no vector depends on what was read before it.
      for sample in (0..<circuit.inputs.rows).reversed() {
        let alone = try programmed.read(circuit.inputs.rows(sample..<sample + 1))
        #expect(alone.row(0) == batch.row(sample), "\(circuit), vector \(sample)")
      }
    }
  }

  @Test(arguments: ContractModel.all)
  func `is shared by tasks that read at a time`(model: ContractModel) async throws {
    for circuit in Self.circuits(of: model) {
      let programmed = try model.program(circuit.crossbar)
      let inputs = circuit.inputs
      let expected = try programmed.read(inputs)
      try await withThrowingTaskGroup(of: Matrix.self) { group in
        for task in 0..<8 {
          group.addTask {
            // Other batches between, so that workspace changes hands.
            _ = try programmed.read(inputs.rows(0..<1 + task % inputs.rows))
            return try programmed.read(inputs)
          }
        }
        for try await found in group { #expect(found == expected, "\(circuit)") }
      }
    }
  }

  @Test(arguments: ContractModel.all)
  func `is the product that it claims to be`(model: ContractModel) throws {
    for circuit in Self.circuits(of: model) {
      let programmed = try model.program(circuit.crossbar)
      #expect((programmed.product != nil) == (model.isProduct && !circuit.hasStages), "\(circuit)")
      guard let product = programmed.product else { continue }
      #expect(programmed.productsPerVector == 1)
      #expect(try programmed.read(circuit.inputs) == circuit.inputs * product, "\(circuit)")
    }
  }

  @Test(arguments: ContractModel.all)
  func `gives no current without input`(model: ContractModel) throws {
    for circuit in Self.circuits(of: model) where !circuit.hasStages {
      let zero = Matrix(rows: 2, columns: circuit.crossbar.rows)
      let currents = try model.program(circuit.crossbar).read(zero)
      #expect(currents.elements.allSatisfy { $0 == 0 }, "\(circuit)")
    }
  }

  @Test(arguments: ContractModel.all)
  func `a reading has the currents of a read, and the codes that belong to them`(
    model: ContractModel
  ) throws {
    for circuit in Self.circuits(of: model) {
      let programmed = try model.program(circuit.crossbar)
      let reading = try programmed.reading(of: circuit.inputs)
      #expect(try reading.currents == programmed.read(circuit.inputs), "\(circuit)")
      let periphery = circuit.crossbar.technology.periphery
      guard let amplifier = periphery.amplifier else {
        #expect(reading.amplifierVoltages == nil && reading.outputs == nil)
        continue
      }
      let voltages = try #require(reading.amplifierVoltages)
      #expect(reading.outputs == circuit.crossbar.readout.outputs(for: voltages), "\(circuit)")
      for sample in 0..<circuit.inputs.rows {
        for column in 0..<circuit.crossbar.columns {
          let voltage = voltages[sample, column]
          let output = amplifier.operatingPoint(
            current: reading.currents[sample, column],
            offset: circuit.crossbar.deviations.senseOffsets?[column] ?? 0
          ).output
          #expect(voltage == output, "\(circuit)")
          if let adc = periphery.adc {
            let thresholds = adc.thresholds(mismatch: circuit.crossbar.converterMismatch(column))
            let code = thresholds.count { $0 <= adc.position(of: voltage) }
            #expect(reading.outputs?.codes?[sample, column] == Double(code), "\(circuit)")
          } else if let converter = periphery.stochastic {
            #expect(
              reading.outputs?.stochasticMeans?[sample, column] == converter.mean(at: voltage))
          }
        }
      }
      if let codes = reading.outputs?.codes {
        #expect(Set(codes.elements).count > 10, "the codes of \(circuit) prove little")
      }
    }
  }

  @Test(arguments: ContractModel.all)
  func `says of its error what is so`(model: ContractModel) throws {
    for circuit in Self.circuits(of: model) {
      let reading = try model.program(circuit.crossbar).reading(of: circuit.inputs)
      switch reading.evidence {
      case nil: break
      case .kirchhoff(let balances):
        #expect(balances.count == circuit.inputs.rows)
        // What the nodal solver accepts.
        #expect(balances.allSatisfy { $0.relative <= 1e-10 }, "\(circuit)")
      case .estimate(let estimates):
        #expect(estimates.count == circuit.inputs.rows)
        let error = try Self.error(of: reading.currents, circuit)
        // The estimate is of the worst cell, the error that of whole columns.
        #expect(estimates.largestMagnitude * 10 + 1e-9 > error, "\(circuit): \(error)")
      }
    }
  }

  /// RMS(error) / RMS(current) against the nodal solver.
  private static func error(of currents: Matrix, _ circuit: ContractCircuit) throws -> Double {
    let exact = try NodalSolver().program(circuit.crossbar).read(circuit.inputs)
    return (currents - exact).rootMeanSquare / exact.rootMeanSquare
  }

  @Test(arguments: ContractModel.all, [true, false])
  func `is as near to the nodal solver as its line says`(
    model: ContractModel, isOhmic: Bool
  ) throws {
    for around in ContractCircuit.Around.allCases {
      let circuit = ContractCircuit(around, isOhmic: isOhmic)
      // A member by itself knows resistances, and nothing of the amplifiers that add to them.
      guard model.hasStages || around == .nothing else { continue }
      let currents = try model.program(circuit.crossbar).read(circuit.inputs)
      let error = try Self.error(of: currents, circuit)
      let sinhError = circuit.hasStages ? model.stagesError : model.sinhError
      #expect(error <= (isOhmic ? model.ohmicError : sinhError), "\(circuit): \(error)")
    }
  }

  @Test(arguments: ContractModel.all)
  func `meets the matrix product of ohmic cells without wires`(model: ContractModel) throws {
    let circuit = ContractCircuit(.nothing, isOhmic: true, hasWires: false)
    let currents = try model.program(circuit.crossbar).read(circuit.inputs)
    let product = circuit.inputs * circuit.crossbar.conductances
    // Sums of fourteen terms in another order; eliminations and bases round a few times more.
    #expect((currents - product).largestMagnitude <= 1e-13 * product.largestMagnitude)
  }
}
