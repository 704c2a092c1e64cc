import Crossbars
import LinearAlgebra
import Testing

@Suite struct LoadKindTests {
  @Test(arguments: LoadKind.allCases)
  func `loads are what their names say`(kind: LoadKind) {
    let inputs = kind.inputs(40, rows: 64, voltage: 0.5, seed: 3)
    #expect(inputs == kind.inputs(40, rows: 64, voltage: 0.5, seed: 3))
    #expect(inputs.rows == 40 && inputs.columns == 64)
    #expect(inputs.elements.allSatisfy { (0...0.5).contains($0) })
    let levels = Set(inputs.elements)
    switch kind {
    case .levels16: #expect(levels.count == 16)
    case .levels256: #expect(levels.count > 200)
    case .twoLevels, .oneEnd, .patches: #expect(levels == [0, 0.5])
    case .sparse:
      let on = Double(inputs.elements.filter { $0 > 0 }.count) / Double(inputs.elements.count)
      #expect((on - 0.05).magnitude < 0.02)
    case .allOn: #expect((inputs.elements.min() ?? 0) >= 0.25)
    case .together: #expect((0..<40).allSatisfy { Set(inputs.row($0)).count == 1 })
    }
  }

  @Test(arguments: LoadKind.allCases, [64, 128])
  func `vectors are recognized by what they look like`(kind: LoadKind, rows: Int) {
    let inputs = kind.inputs(200, rows: rows, voltage: 0.4, seed: 9)
    let found = LoadComposition(inputs, voltage: 0.4)
    let driven = found.vectors - found.idle
    let right = found.counts[kind, default: 0]
    // A tenth of the rows from one end is sparse as well, and independent bits may look like patches.
    #expect(Double(right) >= 0.9 * Double(driven), "\(found)")
    #expect(found.kinds.first == kind)
    #expect(found.vectors == 200 && found.signed == 0)
  }

  @Test func `a mixture is counted by its parts`() {
    let sparse = LoadKind.sparse.inputs(30, rows: 64, voltage: 1, seed: 2)
    let on = LoadKind.allOn.inputs(50, rows: 64, voltage: 1, seed: 2)
    var whole = LoadComposition(sparse, voltage: 1)
    whole += LoadComposition(on, voltage: 1)
    whole += LoadComposition(Matrix([[0, 0], [0.1, -0.1], [0.1, -0.2]]), voltage: 1)
    #expect(whole.kinds == [.allOn, .sparse])
    #expect(whole.counts[.allOn] == 50 && whole.counts[.sparse] == 30 - whole.idle + 1)
    #expect(whole.signed == 2 && whole.vectors == 83)
  }
}
