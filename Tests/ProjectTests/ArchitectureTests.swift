import Foundation
import Testing

/// The manifest, the imports of the sources and the table of `docs/architecture.md` say the same.
struct ArchitectureTests {
  let manifest: Manifest
  let table: ArrowTable

  init() throws {
    manifest = try Manifest()
    table = try ArrowTable()
  }

  @Test func `the manifest has a target for every folder of sources`() throws {
    let folders = try FileManager.default.contentsOfDirectory(
      atPath: Manifest.package.appendingPathComponent("Sources").path
    ).filter { !$0.hasPrefix(".") }
    #expect(Set(folders) == Set(manifest.dependencies.keys))
  }

  @Test func `the table has a row for every target, with what it imports`() {
    let built = table.rows.filter { !$0.isPlanned }
    #expect(built.count == Set(built.map(\.target)).count, "a target has two rows")
    #expect(Set(built.map(\.target)) == Set(manifest.dependencies.keys))
    for row in built {
      let wanted = manifest.dependencies[row.target] ?? []
      #expect(
        Set(row.imports) == wanted,
        "\(row.target): write \(wanted.sorted().map { "`\($0)`" }.joined(separator: ", "))")
    }
  }

  @Test func `a target imports targets of the rows above it`() {
    let packages = Set(manifest.dependencies.values.joined()).subtracting(
      manifest.dependencies.keys)
    var above: Set<String> = []
    var layer = 0
    for row in table.rows {
      #expect(row.layer >= layer, "\(row.target) of layer \(row.layer) stands below \(layer)")
      layer = row.layer
      for name in row.imports where !packages.contains(name) {
        #expect(above.contains(name), "\(row.target) imports \(name), which is not above it")
      }
      above.insert(row.target)
    }
  }

  @Test func `no target knows of a planned one, and none is planned that is built`() {
    let planned = Set(table.rows.filter(\.isPlanned).map(\.target))
    #expect(planned.isDisjoint(with: manifest.dependencies.keys))
    for row in table.rows where !row.isPlanned {
      #expect(planned.isDisjoint(with: row.imports), "\(row.target) imports a planned target")
    }
  }

  @Test func `what a target declares it imports, and nothing else of the project`() throws {
    let modules = Set(manifest.dependencies.keys)
    for (target, declared) in manifest.dependencies {
      let imports = try Manifest.imports(of: target)
      // What the compiler finds in the build folder it imports, declared or not.
      #expect(
        imports.intersection(modules).subtracting(declared).isEmpty,
        "\(target) imports \(imports.intersection(modules).subtracting(declared)), undeclared")
      guard !imports.isEmpty else { continue }
      #expect(
        declared.isSubset(of: imports), "\(target) never imports \(declared.subtracting(imports))")
    }
  }

  @Test func `a manifest is read whole`() throws {
    let manifest = try Manifest(
      """
      let toml: Target.Dependency = .product(
        name: "TOMLKit", package: "TOMLKit")
      let package = Package(
        targets: [
          .systemLibrary(name: "CZ", providers: [.apt(["zlib"])]),
          .target(name: "CKernels"),
          library("A"), library("B", ["A", toml], exclude: ["x"]),
          executable("c-d", ["A",
            "B"]),
          // MARK: - Tests
          tests("ATests", ["A"]),
        ]
      """)
    #expect(
      manifest.dependencies == [
        "CZ": [], "CKernels": [], "A": [], "B": ["A", "TOMLKit"], "c-d": ["A", "B"],
      ])
  }
}
