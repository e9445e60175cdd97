package dev.tributary.agent;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Reads Java sources with the JDK's own parser and lists the methods that are too long or take too much. */
final class MethodSizes extends TreeScanner<Void, Tree.Kind> {

    private static final int METHOD_LINES = 60;
    private static final int PARAMETERS = 5;

    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final List<String> violations;

    private MethodSizes(CompilationUnitTree unit, SourcePositions positions, List<String> violations) {
        this.unit = unit;
        this.positions = positions;
        this.violations = violations;
    }

    /** One sentence a method that has more than 60 lines or 5 parameters; constructors of records may take more. */
    static Stream<String> violations(List<Path> sources) {
        if (sources.isEmpty()) {
            return Stream.empty();
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> violations = new ArrayList<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                unit.accept(new MethodSizes(unit, positions, violations), Tree.Kind.CLASS);
            }
        } catch (IOException e) {
            throw new AssertionError("cannot read the sources", e);
        }
        return violations.stream();
    }

    @Override
    public Void visitClass(ClassTree type, Tree.Kind enclosing) {
        return super.visitClass(type, type.getKind());
    }

    @Override
    public Void visitMethod(MethodTree method, Tree.Kind enclosing) {
        boolean constructorOfRecord =
                enclosing == Tree.Kind.RECORD && method.getName().contentEquals("<init>");
        int parameters = method.getParameters().size();
        if (parameters > PARAMETERS && !constructorOfRecord) {
            report(method, parameters + " parameters");
        }
        long lines = line(positions.getEndPosition(unit, method)) - line(positions.getStartPosition(unit, method)) + 1;
        if (lines > METHOD_LINES) {
            report(method, lines + " lines");
        }
        return super.visitMethod(method, enclosing);
    }

    private void report(MethodTree method, String what) {
        violations.add(unit.getSourceFile().getName() + ":" + line(positions.getStartPosition(unit, method)) + " "
                + method.getName() + " has " + what);
    }

    private long line(long position) {
        return unit.getLineMap().getLineNumber(position);
    }
}
